import type { LabelledWindow } from '../nightly/performance-window.ts';
import { type Gap, MINIMUM_LABELS } from '../performance/gap.ts';
import { counted, decimal, percent, points, pValue } from '../wording/numbers.ts';
import { type Html, html } from './html.ts';
import { facts } from './table.ts';
import { mark } from './verdict.ts';

/** Whether scores keep their promise. Of outcomes that are provisional it only warns: those that come first may be of a special kind. */
export const gapPart = ({
  gap,
  mature,
}: Pick<LabelledWindow, 'gap' | 'mature'>): Html => html`<h3>Realised against estimated</h3>
${
  gap === null
    ? html`<p class="missing">Cannot be compared, because scores are not calibrated well enough to bear an estimate.</p>`
    : html`<p>${finding(gap, mature)}</p>
${facts([
  ['realised', percent(gap.realised)],
  ['estimated over the same rows', percent(gap.estimated)],
  ['gap', `${points(gap.gap)} points (z = ${decimal(gap.z, 2)})`],
  ['rows displaced between tenths', percent(gap.displaced)],
  ['Hosmer–Lemeshow', `p ${pValue(gap.hosmer_lemeshow.p_value)}`],
])}`
}`;

function finding({ labelled, alerts }: Gap, mature: boolean): Html {
  if (labelled < MINIMUM_LABELS)
    return html`${mark('unknown', 'insufficient data')} ${counted(labelled, 'outcome')} are too few to tell, which takes ${MINIMUM_LABELS}.`;
  if (alerts.length === 0)
    return html`${mark('good', 'no gap')} Scores are worth what they were in the reference${mature ? '' : ' so far'}.`;
  return mature
    ? html`${mark('bad', 'concept drift')} Scores are not worth what they were in the reference.`
    : html`${mark('warn', 'a gap so far')} Scores are not worth what they were in the reference. More outcomes are to come: it decides nothing yet.`;
}
