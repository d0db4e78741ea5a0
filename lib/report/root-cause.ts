import type { Report } from '../nightly/report.ts';
import { count, percent, points, pValue } from './format.ts';
import { type Html, html } from './html.ts';
import { table } from './table.ts';

const SHOWN = 10;

/** Why accuracy changed: which values became more frequent, and which rows are answered otherwise. */
export function rootCauseSection({ performance: { window } }: Report): Html {
  if (!window) return html`<section><h2>Root cause</h2><p class="missing">Needs outcomes.</p></section>`;
  const { features, segments } = window.root_cause;
  const causes = segments.filter(({ cause }) => cause);
  return html`<section><h2>Root cause</h2>
<p>Accuracy changed by ${points(window.accuracy_change)} points. ${
    causes.length === 0
      ? 'No segment changed more than chance explains.'
      : `${count(causes.length)} of the segments changed more than chance explains.`
  }</p>
${table(
  'By feature: both parts add up to the change, in points',
  ['feature', 'other values more frequent', 'same values answered otherwise'],
  features
    .slice(0, SHOWN)
    .map(({ feature, accuracy_change, within }) => [feature, points(accuracy_change, 2), points(within, 2)]),
)}
${table(
  'Segments, the greatest loss first',
  ['segment', 'cause', 'rows', 'accuracy', 'in the reference', 'adds (points)', 'p adjusted'],
  segments.slice(0, SHOWN).map((of) => [
    Object.entries(of.where)
      .map(([feature, group]) => `${feature}: ${group}`)
      .join('; '),
    of.cause ? html`<span class="verdict bad"><span aria-hidden="true">■</span> yes</span>` : 'no',
    count(of.current.rows),
    percent(of.current.accuracy),
    percent(of.reference.accuracy),
    points(of.within, 2),
    pValue(of.p_value_adjusted),
  ]),
)}</section>`;
}
