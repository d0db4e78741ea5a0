import type { Gap } from '../performance/gap.ts';
import { decimal, percent, points, pValue } from './format.ts';
import { type Html, html } from './html.ts';
import { facts } from './table.ts';
import { mark } from './verdict.ts';

/** Whether scores keep their promise. */
export const gapPart = (gap: Gap | null): Html => html`<h3>Realised against estimated</h3>
${
  gap === null
    ? html`<p class="missing">Cannot be compared, because scores are not calibrated well enough to bear an estimate.</p>`
    : html`<p>${
        gap.alerts.length > 0
          ? html`${mark('bad', 'concept drift')} Scores are not worth what they were in the reference.`
          : html`${mark('good', 'no gap')} Scores are worth what they were in the reference.`
      }</p>
${facts([
  ['realised', percent(gap.realised)],
  ['estimated over the same rows', percent(gap.estimated)],
  ['gap', `${points(gap.gap)} points (z = ${decimal(gap.z, 2)})`],
  ['rows displaced between tenths', percent(gap.displaced)],
  ['Hosmer–Lemeshow', `p ${pValue(gap.hosmer_lemeshow.p_value)}`],
])}`
}`;
