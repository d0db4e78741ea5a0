import { accuracy } from '../../../lib/statistics/accuracy.ts';
import { classBalance } from '../../../lib/statistics/class-balance.ts';
import { jensenShannonDistance } from '../../../lib/statistics/js-distance.ts';
import { klDivergence } from '../../../lib/statistics/kl.ts';
import { populationStabilityIndex } from '../../../lib/statistics/psi.ts';
import { wilsonInterval } from '../../../lib/statistics/wilson.ts';
import { cases, expectAgreement } from './agreement.ts';

interface Divergence {
  name: string;
  reference: number[];
  current: number[];
  kl: number;
  psi: number;
  js: number;
}

describe.each(cases<Divergence>('divergences.json'))('$name', ({ reference, current, kl, psi, js }) => {
  test('KL divergence', () => expectAgreement(klDivergence(reference, current), kl));
  test('population stability index', () => expectAgreement(populationStabilityIndex(reference, current), psi));
  test('JS distance', () => {
    expectAgreement(jensenShannonDistance(reference, current), js);
    expectAgreement(jensenShannonDistance(current, reference), js);
  });
});

test('equal shares are exactly zero', () => {
  const counts = [3, 0, 70, 1e9];
  expect(klDivergence(counts, counts)).toBe(0);
  expect(populationStabilityIndex(counts, counts)).toBe(0);
  expect(jensenShannonDistance(counts, counts)).toBe(0);
});

test.each([klDivergence, populationStabilityIndex, jensenShannonDistance])('%p refuses other bins', (statistic) => {
  expect(() => statistic([1, 2], [1, 2, 3])).toThrow('expected counts over the same bins, got 2');
});

interface Proportion {
  successes: number;
  n: number;
  interval: [number, number] | null;
  proportion: number | null;
}

test.each(cases<Proportion>('proportions.json'))(
  'accuracy and interval of $successes in $n',
  ({ successes, n, interval, proportion }) => {
    const found = wilsonInterval(successes, n);
    expectAgreement(found?.[0] ?? null, interval?.[0] ?? null);
    expectAgreement(found?.[1] ?? null, interval?.[1] ?? null);
    expectAgreement(accuracy(successes, n), proportion);
  },
);

test.each(cases<{ counts: number[]; shares: number[] | null }>('class-balance.json'))(
  'class balance of $counts',
  ({ counts, shares }) => {
    const classes = counts.map((_, i) => `class ${i}`);
    const found = classBalance(classes, Object.fromEntries(classes.map((name, i) => [name, counts[i]!])));
    if (shares === null) return expect(found).toBeNull();
    classes.forEach((name, i) => expectAgreement(found![name]!, shares[i]!));
  },
);
