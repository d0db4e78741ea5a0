import type { Segment } from '../../lib/root-cause/segments.ts';
import { simulate } from '../support/simulations/simulate.ts';

const shareOf = (days: readonly Segment[][], holds: (named: Segment[]) => boolean): number =>
  days.filter(holds).length / days.length;

const DAYS = 200;
/** Of 95 %, so many days. */
const STANDARD_ERROR = Math.sqrt((0.95 * 0.05) / DAYS);

// Log-odds of answering right: accuracies of 0.84, 0.93 and 0.98.
test.each([
  [300, 2],
  [1_000, 2],
  [5_000, 2],
  [20_000, 2],
  [300, 3],
  [1_000, 3],
  [5_000, 3],
  [300, 4.5],
  [1_000, 4.5],
  [5_000, 4.5],
])('without any change no cause is named on 95 %% of days of %d rows; ease %d', async (n, ease) => {
  const days = await simulate('causes', n, ease, {}, DAYS);
  expect(shareOf(days, (named) => named.length === 0)).toBeGreaterThanOrEqual(0.95 - 2 * STANDARD_ERROR);
});

test('where two features are low together and the answers are wrong, that is named first', async () => {
  const days = await simulate('causes', 5_000, 3, { broken: 0.4 }, 40);
  const first = ([named]: Segment[]) =>
    named?.where.a === '0 to below 25' && named.where.b === '0 to below 25';
  expect(shareOf(days, first)).toBeGreaterThan(0.95);
});

const OUTSIDE = 'outside the range of the reference';

test('values that the reference does not have are named first when they are answered badly', async () => {
  const days = await simulate('causes', 5_000, 3, { outside: { share: 0.06, accuracy: 0.6 } }, 40);
  expect(shareOf(days, ([named]) => named?.where.a === OUTSIDE)).toBeGreaterThan(0.95);
});

test('values that the reference does not have are not named when they are answered as well as all others', async () => {
  const days = await simulate('causes', 5_000, 3, { outside: { share: 0.06, accuracy: 0.93 } }, 40);
  expect(shareOf(days, (named) => named.some(({ where }) => where.a === OUTSIDE))).toBeLessThan(0.15);
});
