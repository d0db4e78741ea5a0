import type { LabelledWindow } from '../nightly/performance-window.ts';
import type { Segment } from '../root-cause/segments.ts';
import { noOutcome } from '../wording/no-outcome.ts';
import { count, counted, percent, points, pValue } from '../wording/numbers.ts';
import { type Html, html } from './html.ts';
import { nameOf } from './name.ts';
import { table, words } from './table.ts';
import { mark } from './verdict.ts';

const SHOWN = 10;
const NAMED = 3;

/** Why accuracy changed: which values became more frequent, and which rows are answered otherwise. */
export function rootCauseSection(window: LabelledWindow | null, isCounted: boolean): Html {
  if (!window)
    return html`<section><h2>Root cause</h2><p class="missing">Insufficient data: ${noOutcome(isCounted)}.</p></section>`;
  const { features, segments, causes } = window.root_cause;
  const named = segments.filter(({ cause }) => cause).slice(0, NAMED);
  return html`<section><h2>Root cause</h2>
<p>Accuracy changed by ${points(window.accuracy_change)} points. ${
    causes === 0
      ? 'No segment changed more than chance explains.'
      : `${counted(causes, 'segment')} changed more than chance explains${causes > NAMED ? '; the most certain' : ''}:`
  }</p>
${causes === 0 ? null : html`<ul>${named.map((of) => html`<li>${sentence(of)}</li>`)}</ul>`}
${table(
  'By feature, in points: both parts add up to the change of accuracy',
  ['feature', 'other values more frequent', 'same values answered otherwise'],
  features
    .slice(0, SHOWN)
    .map((of) => [nameOf(of.feature), points(of.accuracy_change, 2), points(of.within, 2)]),
)}
${
  segments.length === 0
    ? html`<p class="missing">No segment of two features has enough rows to be judged.</p>`
    : table(
        'Segments of two features, the most certain change first',
        ['segment', words('cause'), 'rows', 'accuracy', 'in the reference', 'adds (points)', 'p adjusted'],
        segments
          .slice(0, SHOWN)
          .map((of) => [
            whereOf(of),
            of.cause ? mark('bad', 'yes') : 'no',
            count(of.current.rows),
            percent(of.current.accuracy),
            percent(of.reference.accuracy),
            points(of.within, 2),
            pValue(of.p_value_adjusted),
          ]),
      )
}</section>`;
}

const whereOf = ({ where }: Segment): Html =>
  nameOf(
    Object.entries(where)
      .map(([feature, group]) => `${feature}: ${group}`)
      .join('; '),
  );

const sentence = (of: Segment): Html => {
  const before = of.reference.accuracy;
  return html`${whereOf(of)}: ${percent(of.current.accuracy)} of ${count(of.current.rows)} right, ${
    before === null ? 'none in the reference' : `${percent(before)} in the reference`
  }`;
};
