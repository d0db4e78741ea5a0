import type { PerformanceReport } from '../nightly/performance-report.ts';
import { count, decimal } from '../wording/numbers.ts';
import { type Html, html } from './html.ts';
import { facts } from './table.ts';

const WHY = {
  no_predictions: 'there are no predictions',
  scores_not_calibrated: 'its scores are not calibrated well enough to bear an estimate',
};

/** What the scores promise. */
export function estimatedPart({
  estimated,
  not_estimated: why,
}: Pick<PerformanceReport, 'estimated' | 'not_estimated'>): Html {
  const heading = html`<h3>Estimated without outcomes</h3>`;
  if (!estimated)
    return html`${heading}<p class="missing">Nothing is estimated, because ${WHY[why ?? 'no_predictions']}.</p>`;
  const of = (metric: { value: number | null; standard_error: number | null } | null) =>
    metric ? `${decimal(metric.value)} ± ${decimal(metric.standard_error)}` : '–';
  return html`${heading}
<p>From the scores of ${count(estimated.rows)} predictions alone, if a score is worth what it was in the reference; ± one standard error.</p>
${facts([
  ['accuracy', of(estimated.accuracy)],
  ['precision', of(estimated.precision)],
  ['recall', of(estimated.recall)],
  ['F1', of(estimated.f1)],
  ['ROC AUC', of(estimated.auc)],
])}`;
}
