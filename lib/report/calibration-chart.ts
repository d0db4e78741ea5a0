import type { CalibrationGroup } from '../statistics/calibration-error.ts';
import { COLOURS, chart, percentAxis } from './chart.ts';
import type { Html } from './html.ts';

/** What scores said against what happened; on the diagonal both are equal. */
export function calibrationChart(groups: readonly CalibrationGroup[]): Html {
  const axis = (name: string, nameGap: number) =>
    percentAxis({ name, nameLocation: 'middle', nameGap, min: 0, max: 1, interval: 0.25 });
  return chart(
    'calibration',
    'Calibration: share of events by mean score, and the diagonal of perfect calibration',
    {
      grid: { left: 62, right: 18, top: 8, bottom: 46 },
      xAxis: axis('mean score', 28),
      yAxis: axis('share of events', 46),
      series: [
        {
          type: 'line',
          symbol: 'none',
          data: [
            [0, 0],
            [1, 1],
          ],
          lineStyle: { color: COLOURS.reference, type: 'dotted', width: 2 },
        },
        {
          type: 'line',
          symbol: 'circle',
          symbolSize: 7,
          data: groups.map(({ expected, observed, rows }) => [expected / rows, observed / rows]),
          lineStyle: { color: COLOURS.production, width: 2 },
          itemStyle: { color: COLOURS.production },
        },
      ],
    },
    270,
  );
}
