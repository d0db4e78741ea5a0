import { labelledOn } from '../nightly/labelled-on.ts';
import type { Report } from '../nightly/report.ts';
import { count, decimal, percent } from '../wording/numbers.ts';
import { daysChart } from './days-chart.ts';
import { type Html, html } from './html.ts';
import { legend } from './legend.ts';
import { behind, table } from './table.ts';

/** The last 30 days. */
export function daysFigure(report: Report): Html {
  const { days, reference_accuracy: reference, mature_until: mature } = report.performance;
  const known = days.filter((day) => day.accuracy !== null || day.estimated_accuracy?.value != null);
  if (known.length === 0)
    return html`<p class="missing">Insufficient data: of no day of the last 30 is the accuracy known, or can be estimated.</p>`;
  return html`<figure><figcaption>Accuracy over the last 30 days, by day of the prediction</figcaption>
${legend({
  points: 'realised, with 95 % interval',
  hollow: `provisional: after ${mature}, outcomes still come in`,
  dashed: 'estimated ± 2 SE',
  dotted: `reference, ${percent(reference)}`,
})}
${daysChart(known, reference)}
${behind(
  table(
    'Accuracy by day',
    ['day', 'predictions', 'with outcome', 'accuracy', '95 % interval', 'estimated ± SE', 'largest KL'],
    days.map((day) => [
      day.mature ? day.date : `${day.date} (provisional)`,
      count(day.predictions),
      count(labelledOn(report, day)),
      percent(day.accuracy),
      day.accuracy_interval?.map((end) => percent(end)).join(' to ') ?? '–',
      day.estimated_accuracy
        ? `${percent(day.estimated_accuracy.value)} ± ${percent(day.estimated_accuracy.standard_error)}`
        : '–',
      decimal(day.kl_divergence),
    ]),
  ),
)}</figure>`;
}
