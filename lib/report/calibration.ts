import type { RealisedPerformance } from '../performance/realised.ts';
import { count, decimal, percent } from '../wording/numbers.ts';
import { calibrationChart } from './calibration-chart.ts';
import { type Html, html } from './html.ts';
import { legend } from './legend.ts';
import { behind, table } from './table.ts';

/** Whether a score is the share of events that it says. */
export function calibrationFigure({ calibration: { error, limit, groups } }: RealisedPerformance): Html {
  const under =
    limit === null
      ? ''
      : `; were calibration perfect, it would be below ${decimal(limit)} in 99 of 100 windows`;
  return html`<figure><figcaption>Calibration</figcaption>
<p class="small">The error is ${decimal(error)}${under}.</p>
${legend({ points: 'a tenth of the rows', dotted: 'perfect' })}
${calibrationChart(groups)}
${behind(
  table(
    'Calibration by tenth of the rows',
    ['mean score', 'share of events', 'rows'],
    groups.map(({ expected, observed, rows }) => [
      percent(expected / rows),
      percent(observed / rows),
      count(rows),
    ]),
  ),
)}</figure>`;
}
