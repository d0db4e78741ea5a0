import type { DistributionDrift } from '../nightly/drift-report.ts';
import { COLOURS, categoryAxis, chart, legend, valueAxis } from './chart.ts';
import { percent } from './format.ts';
import type { Html } from './html.ts';

type Distribution = DistributionDrift['distribution'];

/** Bins that both sides leave empty say nothing. */
const used = (distribution: Distribution): Distribution =>
  distribution.filter(({ reference, production }) => reference + production > 0);

const LONGEST = 14;

/** Shares of the bins, reference beside production: outlined against filled, so that colour is not needed. */
export function distributionChart(id: string, title: string, distribution: Distribution): Html {
  const bins = used(distribution);
  const total = (set: 'reference' | 'production') => bins.reduce((sum, bin) => sum + bin[set], 0);
  const shares = (set: 'reference' | 'production') =>
    bins.map((bin) => (total(set) === 0 ? 0 : bin[set] / total(set)));
  const [before, now] = [shares('reference'), shares('production')];
  const spoken = bins
    .map(({ bin }, i) => `${bin}: ${percent(before[i])} in the reference, ${percent(now[i])} in production`)
    .join('; ');
  return chart(
    id,
    `${title}, share of rows by value. ${spoken}`,
    {
      grid: { left: 44, right: 4, top: 26, bottom: 76 },
      legend: legend(['reference', 'production']),
      xAxis: categoryAxis(
        bins.map(({ bin }) => shortened(bin)),
        45,
      ),
      yAxis: valueAxis((value) => `${Math.round(100 * value)} %`),
      series: [
        {
          type: 'bar',
          name: 'reference',
          data: before,
          barGap: '0%',
          itemStyle: { color: 'transparent', borderColor: COLOURS.reference, borderWidth: 1.5 },
        },
        { type: 'bar', name: 'production', data: now, itemStyle: { color: COLOURS.production } },
      ],
    },
    230,
  );
}

const shortened = (bin: string): string => (bin.length > LONGEST ? `${bin.slice(0, LONGEST - 1)}…` : bin);
