import type { DayPerformance } from '../nightly/performance-days.ts';
import { COLOURS, categoryAxis, chart, legend, valueAxis } from './chart.ts';
import { percent } from './format.ts';
import type { Html } from './html.ts';

const BAND = 2;

/** Accuracy by day: realised with its interval, estimated with two standard errors, and that of the reference. */
export function daysChart(days: readonly DayPerformance[], reference: number): Html {
  const dates = days.map(({ date }) => date.slice(5));
  const estimated = days.map(({ estimated_accuracy: of }) => of?.value ?? null);
  const margin = days.map(({ estimated_accuracy: of }) => BAND * (of?.standard_error ?? 0));
  const values = [
    reference,
    ...days.flatMap(({ accuracy_interval: interval }) => interval ?? []),
    ...estimated.flatMap((value, i) => (value === null ? [] : [value - margin[i]!, value + margin[i]!])),
  ];
  const lowest = Math.max(0, Math.floor(20 * Math.min(...values)) / 20);
  const highest = Math.min(1, Math.ceil(20 * Math.max(...values)) / 20);
  const known = days.filter(({ accuracy }) => accuracy !== null);
  const spoken = known
    .map(({ date, accuracy, labelled }) => `${date}: ${percent(accuracy)} of ${labelled}`)
    .join('; ');
  const below = estimated.map((value, i) => (value === null ? null : value - margin[i]!));
  const width = estimated.map((value, i) => (value === null ? null : 2 * margin[i]!));
  const band = { type: 'line', stack: 'band', symbol: 'none', lineStyle: { opacity: 0 } };
  return chart(
    'days',
    `Accuracy by day. ${spoken || 'No outcome is known.'} The reference has ${percent(reference)}.`,
    {
      grid: { left: 44, right: 8, top: 48, bottom: 44 },
      legend: legend(['realised, 95 % interval', 'estimated, ± 2 SE', 'reference']),
      xAxis: {
        ...categoryAxis(dates, 45),
        axisLabel: { ...categoryAxis(dates, 45).axisLabel, interval: 'auto' },
      },
      yAxis: valueAxis((value) => `${Math.round(100 * value)} %`, { min: lowest, max: highest }),
      series: [
        { ...band, data: below },
        { ...band, data: width, areaStyle: { color: COLOURS.band, opacity: 0.35 } },
        {
          type: 'line',
          name: 'estimated, ± 2 SE',
          data: estimated,
          symbol: 'none',
          lineStyle: { color: COLOURS.estimated, type: 'dashed', width: 2 },
          itemStyle: { color: COLOURS.estimated },
        },
        {
          type: 'line',
          name: 'reference',
          data: dates.map(() => reference),
          symbol: 'none',
          lineStyle: { color: COLOURS.reference, type: 'dotted', width: 2 },
          itemStyle: { color: COLOURS.reference },
        },
        {
          type: 'line',
          name: 'realised, 95 % interval',
          data: days.map(({ accuracy }) => accuracy),
          symbol: 'circle',
          symbolSize: 6,
          lineStyle: { color: COLOURS.production, width: 2 },
          itemStyle: { color: COLOURS.production },
        },
        {
          type: 'custom',
          data: days.flatMap(({ accuracy_interval: interval }, i) => (interval ? [[i, ...interval]] : [])),
          renderItem: (_: unknown, api: Whisker) => {
            const [x, low] = api.coord([api.value(0), api.value(1)]);
            const [, high] = api.coord([api.value(0), api.value(2)]);
            return {
              type: 'line',
              shape: { x1: x, y1: low, x2: x, y2: high },
              style: { stroke: COLOURS.production, lineWidth: 1 },
            };
          },
        },
      ],
    },
    260,
  );
}

interface Whisker {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
}
