import type { Random } from '../statistics/random.ts';
import { standardNormal } from '../statistics/standard-normal.ts';
import { parseDuration } from './duration.ts';

/** How long after its prediction an outcome comes: a draw, in milliseconds. */
export type Delay = (random: Random) => number;

/** Φ⁻¹(0.95). */
const Z95 = 1.6448536269514722;

/** By name; the numbers are the durations that follow it, in milliseconds. */
const DISTRIBUTIONS: Readonly<Record<string, { durations: number; delay(a: number, b: number): Delay }>> = {
  none: { durations: 0, delay: () => () => 0 },
  fixed: { durations: 1, delay: (after) => () => after },
  uniform: { durations: 2, delay: (from, to) => (random) => from + (to - from) * random() },
  exponential: { durations: 1, delay: (mean) => (random) => -mean * Math.log(1 - random()) },
  lognormal: {
    durations: 2,
    delay: (median, p95) => (random) =>
      median * Math.exp((Math.log(p95 / median) / Z95) * standardNormal(random)),
  },
};

const EXPECTED =
  'expected none, fixed:30s, uniform:10s..2m, exponential:1m (its mean) or lognormal:1m..10m (its median and its ' +
  '95th percentile), durations in ms, s, m, h or d';

/** Reads a distribution of delays, as `EXPECTED` says. @throws Error */
export function parseDelay(text: string): Delay {
  const [name = '', ...rest] = text.split(':');
  const durations = rest.length === 0 ? [] : rest.join(':').split('..').map(parseDuration);
  const distribution = Object.hasOwn(DISTRIBUTIONS, name) ? DISTRIBUTIONS[name] : undefined;
  const [first = 0, second = first] = durations;
  const isRead = durations.every((duration) => duration !== undefined);
  const isPossible = first <= second && !(name === 'lognormal' && first === 0);
  if (distribution?.durations !== durations.length || !isRead || !isPossible)
    throw new Error(`--delay: ${EXPECTED}; got "${text}"`);
  return distribution.delay(first, second);
}
