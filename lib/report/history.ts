import type { HistoryBand } from '../decision/history.ts';
import { count, points } from '../wording/numbers.ts';
import { type Html, html } from './html.ts';
import { table } from './table.ts';

/** What drift of a size came with. */
export const historyPart = (history: readonly HistoryBand[]): Html => html`<h3>What drift came with</h3>
${
  history.every(({ days }) => days === 0)
    ? html`<p>No day that is known had a feature with a divergence of 0.1 or more.</p>`
    : table(
        'Days by their largest divergence, and how many points accuracy then was from the reference',
        ['KL', 'days', 'with outcomes', 'mean change', 'lowest', 'highest'],
        history.map((band) => [
          band.to === null ? `above ${band.from}` : `${band.from} to ${band.to}`,
          count(band.days),
          count(band.days_with_outcomes),
          points(band.mean_change),
          points(band.lowest_change),
          points(band.highest_change),
        ]),
      )
}`;
