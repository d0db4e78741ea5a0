import type { DistributionDrift } from '../nightly/drift-report.ts';
import { count, decimal, percent } from '../wording/numbers.ts';
import { barsChart } from './bars-chart.ts';
import { type Html, html } from './html.ts';
import { legend } from './legend.ts';
import { nameOf } from './name.ts';
import { behind, table } from './table.ts';
import { verdict } from './verdict.ts';

/** How one thing was distributed in the reference and is in production. */
export function distributionFigure(id: string, title: string, drift: DistributionDrift): Html {
  // Bins that both sides leave empty say nothing.
  const bins = drift.distribution.filter(({ reference, production }) => reference + production > 0);
  const of = (set: 'reference' | 'production') => {
    const total = bins.reduce((sum, bin) => sum + bin[set], 0);
    return (bin: (typeof bins)[number]) => (total === 0 ? 0 : bin[set] / total);
  };
  const [before, now] = [of('reference'), of('production')];
  const pairs = bins.map((bin) => ({ name: bin.bin, outlined: before(bin), filled: now(bin) }));
  const caption = html`<figcaption>${nameOf(title)} ${verdict(drift.verdict, drift.drifted)} <span class="small">KL ${decimal(drift.kl_divergence)}</span></figcaption>`;
  if (pairs.length === 0) return html`<figure>${caption}<p class="missing">No value is known.</p></figure>`;
  return html`<figure>${caption}
${legend({ outlined: 'reference', filled: 'production' })}
${barsChart(id, `${title}: share of the rows by value, reference and production`, pairs)}
${behind(
  table(
    `Rows by ${title}`,
    ['value', 'reference', 'production'],
    bins.map((bin) => [
      nameOf(bin.bin),
      `${count(bin.reference)} (${percent(before(bin))})`,
      `${count(bin.production)} (${percent(now(bin))})`,
    ]),
  ),
)}</figure>`;
}
