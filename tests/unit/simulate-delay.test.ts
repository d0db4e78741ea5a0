import { parseDelay } from '../../lib/simulate/delay.ts';
import { parseDuration, shownDuration } from '../../lib/simulate/duration.ts';
import { quantile } from '../../lib/statistics/quantile.ts';
import { seededRandom } from '../../lib/statistics/random.ts';

const DRAWS = 20_000;

function draws(text: string): number[] {
  const delay = parseDelay(text);
  const random = seededRandom(text);
  return Array.from({ length: DRAWS }, () => delay(random));
}

/** Of the mean of so many draws. */
const standardError = (deviation: number): number => deviation / Math.sqrt(DRAWS);

test('none and fixed are the same each time', () => {
  expect(new Set(draws('none'))).toEqual(new Set([0]));
  expect(new Set(draws('fixed:1.5s'))).toEqual(new Set([1500]));
});

test('uniform is between its bounds, and as often near one as near the other', () => {
  const values = draws('uniform:10s..20s');
  expect(Math.min(...values)).toBeGreaterThanOrEqual(10_000);
  expect(Math.max(...values)).toBeLessThanOrEqual(20_000);
  for (const q of [0.1, 0.5, 0.9])
    expect(Math.abs(quantile(values, q) - (10_000 + q * 10_000))).toBeLessThan(5 * standardError(10_000));
});

test('exponential has its mean, and ln 2 of it as its median', () => {
  const values = draws('exponential:1m');
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  expect(Math.abs(mean - 60_000)).toBeLessThan(4 * standardError(60_000));
  expect(Math.abs(quantile(values, 0.5) - Math.LN2 * 60_000)).toBeLessThan(4 * standardError(60_000));
});

test('lognormal has its median and its 95th percentile', () => {
  const values = draws('lognormal:1m..10m');
  const shareBelow = (limit: number): number => values.filter((value) => value < limit).length / DRAWS;
  expect(Math.abs(shareBelow(60_000) - 0.5)).toBeLessThan(4 * standardError(0.5));
  expect(Math.abs(shareBelow(600_000) - 0.95)).toBeLessThan(4 * standardError(Math.sqrt(0.95 * 0.05)));
  expect(new Set(draws('lognormal:1m..1m'))).toEqual(new Set([60_000]));
});

test.each([
  '',
  'never',
  'none:1s',
  'fixed',
  'fixed:',
  'fixed:30',
  'fixed:-3s',
  'fixed:1s..2s',
  'uniform:2m..10s',
  'uniform:10s',
  'exponential:1s..2s',
  'lognormal:0s..1m',
  'constructor',
  'fixed:1s:2s',
])('"%s" is no distribution', (text) => {
  expect(() => parseDelay(text)).toThrow(/^--delay: expected none, fixed:30s, .*; got "/);
});

test('durations are read and shown', () => {
  const texts = ['250ms', '0s', '30s', '1.5m', '2h', '3d', '5', 's', '1 s', '1e3s', '-1s', '1w'];
  const read = [250, 0, 30_000, 90_000, 7_200_000, 259_200_000, ...Array<undefined>(6).fill(undefined)];
  expect(texts.map(parseDuration)).toEqual(read);
  expect([0, 0.4, 12, 42_000, 90_000, 7_200_000, 200_000_000].map(shownDuration)).toEqual([
    '0 s',
    '0 s',
    '12 ms',
    '42 s',
    '1.5 m',
    '2 h',
    '2.3 d',
  ]);
});
