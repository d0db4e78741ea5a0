import type { CalibrationGroup } from '../statistics/calibration-error.ts';
import { COLOURS, chart, legend, valueAxis } from './chart.ts';
import { percent } from './format.ts';
import type { Html } from './html.ts';

/** What scores said against what happened, by tenth of the rows; on the diagonal both are equal. */
export function calibrationChart(groups: readonly CalibrationGroup[]): Html {
  const points = groups.map(({ expected, observed, rows }) => [expected / rows, observed / rows]);
  const spoken = points.map(([said, was]) => `said ${percent(said)}, was ${percent(was)}`).join('; ');
  const axis = (name: string) =>
    valueAxis((value) => `${Math.round(100 * value)} %`, {
      name,
      nameLocation: 'middle',
      nameGap: 30,
      min: 0,
      max: 1,
    });
  return chart(
    'calibration',
    `Calibration by tenth of the rows: ${spoken}`,
    {
      grid: { left: 58, right: 12, top: 26, bottom: 44 },
      legend: legend(['this window', 'perfect']),
      xAxis: axis('mean score'),
      yAxis: { ...axis('share of events'), nameGap: 42 },
      series: [
        {
          type: 'line',
          name: 'perfect',
          symbol: 'none',
          data: [
            [0, 0],
            [1, 1],
          ],
          lineStyle: { color: COLOURS.reference, type: 'dotted', width: 2 },
          itemStyle: { color: COLOURS.reference },
        },
        {
          type: 'line',
          name: 'this window',
          symbol: 'circle',
          symbolSize: 7,
          data: points,
          lineStyle: { color: COLOURS.production, width: 2 },
          itemStyle: { color: COLOURS.production },
        },
      ],
    },
    280,
  );
}
