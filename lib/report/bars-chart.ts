import { COLOURS, categoryAxis, chart, percentAxis } from './chart.ts';
import type { Html } from './html.ts';
import { shortened, widthOf } from './text-width.ts';

/** Two shares of the same thing, the first drawn as an outline and the second filled, so that colour is not needed. */
export interface Pair {
  name: string;
  outlined: number;
  filled: number;
}

const WIDEST_NAME = 160;
const ROW = 22;
const AXIS = 26;

/** Ends of the axis and its steps, so that it has few and round numbers. */
const SCALES = [
  { max: 0.06, interval: 0.02 },
  { max: 0.1, interval: 0.05 },
  { max: 0.15, interval: 0.05 },
  { max: 0.2, interval: 0.1 },
  { max: 0.3, interval: 0.1 },
  { max: 0.5, interval: 0.25 },
  { max: 0.8, interval: 0.2 },
];
const WHOLE = { max: 1, interval: 0.25 };

/** Bars lie, so that the name of each can be read whatever their number. */
export function barsChart(id: string, label: string, pairs: readonly Pair[]): Html {
  const names = pairs.map(({ name }) => shortened(name, WIDEST_NAME));
  const longest = Math.max(...pairs.flatMap(({ outlined, filled }) => [outlined, filled]));
  return chart(
    id,
    label,
    {
      grid: { left: Math.ceil(Math.max(30, ...names.map(widthOf))) + 8, right: 24, top: 2, bottom: AXIS },
      xAxis: percentAxis({ min: 0, ...(SCALES.find(({ max }) => longest <= max) ?? WHOLE) }),
      yAxis: { ...categoryAxis(names, { interval: 0, hideOverlap: false }), inverse: true },
      series: [
        {
          type: 'bar',
          data: pairs.map(({ outlined }) => outlined),
          barGap: '0%',
          barCategoryGap: '24%',
          itemStyle: { color: 'transparent', borderColor: COLOURS.reference, borderWidth: 1.5 },
        },
        { type: 'bar', data: pairs.map(({ filled }) => filled), itemStyle: { color: COLOURS.production } },
      ],
    },
    pairs.length * ROW + AXIS + 2,
  );
}
