import { datesFrom } from '../nightly/dates.ts';
import type { DayPerformance } from '../nightly/performance-days.ts';
import { COLOURS, categoryAxis, chart, percentAxis } from './chart.ts';
import type { Html } from './html.ts';

/** Standard errors on either side. */
const BAND = 2;

/** Accuracy by day: realised with its interval, estimated with two standard errors, and that of the reference. */
export function daysChart(known: readonly DayPerformance[], reference: number): Html {
  const byDate = new Map(known.map((day) => [day.date, day]));
  // Days without predictions have their place too.
  const dates = datesFrom(known[0]!.date, known.at(-1)!.date);
  const days = dates.map((date) => byDate.get(date));
  const estimated = days.map((day) => day?.estimated_accuracy?.value ?? null);
  const margin = days.map((day) => BAND * (day?.estimated_accuracy?.standard_error ?? 0));
  const below = estimated.map((value, i) => (value === null ? null : Math.max(0, value - margin[i]!)));
  const above = estimated.map((value, i) => (value === null ? null : Math.min(1, value + margin[i]!)));
  const scale = scaleOf([
    reference,
    ...days.flatMap((day) => day?.accuracy_interval ?? []),
    ...[...below, ...above].filter((value) => value !== null),
  ]);
  const band = { type: 'line', stack: 'band', symbol: 'none', lineStyle: { opacity: 0 } };
  return chart(
    'days',
    `Accuracy by day, ${dates[0]} to ${dates.at(-1)}: realised with its interval, estimated, and that of the reference`,
    {
      grid: { left: 46, right: 10, top: 8, bottom: 48 },
      xAxis: categoryAxis(
        dates.map((date) => date.slice(5)),
        { rotate: 45 },
      ),
      yAxis: percentAxis(scale),
      series: [
        { ...band, data: below },
        {
          ...band,
          data: above.map((value, i) => (value === null ? null : value - below[i]!)),
          areaStyle: { color: COLOURS.band, opacity: 0.35 },
        },
        {
          type: 'line',
          data: estimated,
          symbol: 'rect',
          symbolSize: 3,
          lineStyle: { color: COLOURS.estimated, type: 'dashed', width: 2 },
          itemStyle: { color: COLOURS.estimated },
        },
        {
          type: 'line',
          data: dates.map(() => reference),
          symbol: 'none',
          lineStyle: { color: COLOURS.reference, type: 'dotted', width: 2 },
        },
        {
          type: 'line',
          data: days.map((day) => ({
            value: day?.accuracy ?? null,
            itemStyle: { color: day?.mature ? COLOURS.production : COLOURS.paper },
          })),
          symbol: 'circle',
          symbolSize: 7,
          lineStyle: { color: COLOURS.production, width: 2 },
          itemStyle: { borderColor: COLOURS.production, borderWidth: 1.5 },
        },
        {
          type: 'custom',
          data: days.flatMap((day, i) => (day?.accuracy_interval ? [[i, ...day.accuracy_interval]] : [])),
          renderItem: whisker,
        },
      ],
    },
    250,
  );
}

/** Round numbers around all values, never without extent. */
function scaleOf(values: readonly number[]) {
  const max = Math.min(10, Math.ceil(10 * Math.max(...values) - 1e-9));
  const min = Math.max(0, Math.min(max - 1, Math.floor(10 * Math.min(...values) + 1e-9)));
  return { min: min / 10, max: max / 10, interval: max - min <= 3 ? 0.05 : max - min <= 6 ? 0.1 : 0.2 };
}

interface Place {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
}

function whisker(_: unknown, api: Place) {
  const [x, low] = api.coord([api.value(0), api.value(1)]);
  const [, high] = api.coord([api.value(0), api.value(2)]);
  return {
    type: 'line',
    // Under the points.
    z2: -1,
    shape: { x1: x, y1: low, x2: x, y2: high },
    style: { stroke: COLOURS.production, lineWidth: 1 },
  };
}
