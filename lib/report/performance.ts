import type { LabelledWindow } from '../nightly/performance-window.ts';
import type { Report } from '../nightly/report.ts';
import { calibrationChart } from './calibration-chart.ts';
import { daysChart } from './days-chart.ts';
import { count, decimal, percent, points, pValue } from './format.ts';
import { type Html, html } from './html.ts';
import { facts, table } from './table.ts';

/** How good the answers are: what outcomes tell, what scores promise, and whether both agree. */
export function performanceSection({ performance }: Report): Html {
  const { window, days, reference_accuracy: reference, mature_until: mature } = performance;
  return html`<section><h2>Performance</h2>
${
  days.length === 0
    ? html`<p class="missing">No prediction of the last 30 days is known.</p>`
    : html`<figure><figcaption>Accuracy by day of the prediction. Days after ${mature} are provisional: their outcomes are still coming in.</figcaption>${daysChart(days, reference)}</figure>`
}
${estimatedFacts(performance)}
${window ? windowPart(window) : html`<p class="missing">No outcome is known yet, so nothing can be said of errors.</p>`}
${historyTable(performance.history)}</section>`;
}

function estimatedFacts({ estimated, not_estimated: why }: Report['performance']): Html {
  if (!estimated) {
    const reason =
      why === 'no_predictions'
        ? 'there are no predictions'
        : 'its scores are not calibrated well enough to bear an estimate';
    return html`<p class="missing">Performance without outcomes is not estimated, because ${reason}.</p>`;
  }
  const of = (metric: { value: number | null; standard_error: number | null } | null) =>
    metric ? `${decimal(metric.value)} ± ${decimal(metric.standard_error)}` : '–';
  return html`<h3>Estimated without outcomes</h3>
<p>From the scores alone, for ${count(estimated.rows)} predictions, if a score is worth what it was in the reference (value ± one standard error).</p>
${facts([
  ['accuracy', of(estimated.accuracy)],
  ['precision', of(estimated.precision)],
  ['recall', of(estimated.recall)],
  ['F1', of(estimated.f1)],
  ['ROC AUC', of(estimated.auc)],
])}`;
}

function windowPart(window: LabelledWindow): Html {
  const { realised, gap, coverage, adjusted_accuracy: adjusted } = window;
  const span = window.days === 1 ? window.to : `${window.from} to ${window.to}`;
  const open = coverage.not_identifiable;
  const unlessOpen = (name: string, text: string) =>
    (open as readonly string[]).includes(name) ? 'not identifiable' : text;
  return html`<h3>Realised, ${span}${window.mature ? '' : ' (provisional)'}</h3>
${facts([
  ['outcomes', count(realised.labelled)],
  [
    'accuracy',
    `${percent(realised.accuracy)} (${realised.accuracy_interval?.map((x) => percent(x)).join(' to ') ?? '–'})`,
  ],
  [
    'change from the reference',
    `${points(window.accuracy_change)} points ± ${decimal(window.accuracy_change_standard_error === null ? null : 100 * window.accuracy_change_standard_error, 1)}`,
  ],
  ['weighted by scores of all predictions', percent(adjusted.post_stratified)],
  ['at worst and at best', `${percent(adjusted.worst)} to ${percent(adjusted.best)}`],
  ['always answering one class', percent(realised.best_constant?.accuracy)],
  ['ROC AUC', unlessOpen('auc', decimal(realised.auc?.value))],
  ['log loss', decimal(realised.log_loss)],
  ['Brier score', decimal(realised.brier_score)],
])}
${open.length > 0 ? html`<p class="missing">Too few outcomes of one answer are known to tell ${open.map((name) => name.replace('_', ' ')).join(', ')}.</p>` : null}
${table(
  'By class',
  ['class', 'precision', 'recall', 'F1'],
  Object.entries(realised.by_class).map(([label, of]) => [
    label,
    decimal(of.precision),
    unlessOpen('recall', decimal(of.recall)),
    unlessOpen('recall', decimal(of.f1)),
  ]),
)}
${confusion(window)}
${table(
  'Class balance on the same rows: predicted against actual',
  ['class', 'predicted', 'actual'],
  window.class_balance.map(({ class: label, predicted, actual }) => [
    label,
    `${count(predicted)} (${percent(predicted / realised.labelled)})`,
    `${count(actual)} (${percent(actual / realised.labelled)})`,
  ]),
)}
<figure><figcaption>Calibration: error ${decimal(realised.calibration.error)}; perfect calibration would stay below ${decimal(realised.calibration.limit)} in 99 of 100 windows</figcaption>${calibrationChart(realised.calibration.groups)}</figure>
${gap ? gapFacts(gap) : null}`;
}

function confusion({ realised, class_balance: classes }: LabelledWindow): Html {
  const labels = classes.map(({ class: label }) => label);
  return table(
    'Confusion matrix: actual class by row, answered class by column',
    ['actual', ...labels],
    labels.map((actual) => [
      actual,
      ...labels.map((predicted) => {
        const n = realised.confusion[actual]?.[predicted] ?? 0;
        return actual === predicted ? html`<strong>${count(n)}</strong>` : count(n);
      }),
    ]),
  );
}

const gapFacts = (gap: NonNullable<LabelledWindow['gap']>): Html => html`<h3>Realised against estimated</h3>
<p>${
  gap.alerts.length > 0
    ? html`<span class="verdict bad"><span aria-hidden="true">■</span> concept drift</span> Scores are not worth what they were.`
    : html`<span class="verdict good"><span aria-hidden="true">✓</span> no gap</span> Scores are worth what they were.`
}</p>
${facts([
  ['realised', percent(gap.realised)],
  ['estimated over the same rows', percent(gap.estimated)],
  ['gap', `${points(gap.gap)} points (z = ${decimal(gap.z, 2)})`],
  ['Hosmer–Lemeshow', `p ${pValue(gap.hosmer_lemeshow.p_value)}`],
])}`;

function historyTable(history: Report['performance']['history']): Html {
  return table(
    'What drift came with: days by their largest divergence, and the change of accuracy',
    ['KL', 'days', 'with outcomes', 'mean change', 'lowest', 'highest'],
    history.map((band) => [
      band.to === null ? `above ${band.from}` : `${band.from} to ${band.to}`,
      count(band.days),
      count(band.days_with_outcomes),
      points(band.mean_change),
      points(band.lowest_change),
      points(band.highest_change),
    ]),
  );
}
