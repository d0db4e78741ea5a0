import { FEEDBACK_METRICS } from '../../../lib/metrics/catalogue-log.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const UNITS = [
  [365 * DAY, 'year'],
  [DAY, 'day'],
  [HOUR, 'hour'],
  [60, 'minute'],
] as const;

/** The bounds of the delays of outcomes, as a pattern of what Prometheus calls them and as people do. */
export const delayBounds = (): [pattern: string, name: string][] => [
  ...FEEDBACK_METRICS.delay.buckets.map((seconds): [string, string] => [pattern(seconds), nameOf(seconds)]),
  ['/^\\+Inf$/', 'longer'],
];

/** Go's way to write numbers; Prometheus 3 has a point in all. */
function pattern(seconds: number): string {
  const written =
    seconds < 1e6
      ? `${seconds}(?:\\.0)?`
      : seconds.toExponential().replace('.', '\\.').replace('e+', 'e\\+0?');
  return `/^${written}$/`;
}

function nameOf(seconds: number): string {
  const [length, unit] = UNITS.find(([of]) => seconds % of === 0)!;
  const count = seconds / length;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
