import { cohenKappa } from '../../../lib/statistics/cohen-kappa.ts';
import { cases, expectAgreement } from './agreement.ts';

test.each(cases<{ name: string; counts: number[][]; kappa: number | null }>('cohen-kappa.json'))(
  "Cohen's kappa: $name",
  ({ counts, kappa }) => {
    expectAgreement(cohenKappa(counts), kappa);
    // Neither rater is the first by nature.
    const exchanged = counts.map((_, i) => counts.map((row) => row[i]!));
    expectAgreement(cohenKappa(exchanged), kappa);
  },
);

test('perfect agreement is exactly 1, chance exactly 0', () => {
  expect(cohenKappa([[3, 0], [0, 7]])).toBe(1);
  expect(cohenKappa([[8, 12], [12, 18]])).toBe(0);
});

test('without any class there is none; a matrix that is not square is refused', () => {
  expect(cohenKappa([])).toBeNull();
  expect(() => cohenKappa([[1, 2], [3]])).toThrow('expected 2 counts in each row, got 2, 1');
});
