import { byImpact, driftImpact } from '../../lib/drift/impact.ts';

test.each([
  ['a', 0.5, 0.3],
  ['b', 0.5, 0.2],
  ['below zero', 0.5, 0],
  ['text__tokens', 0.5, 0.5],
  ['constructor', 0.25, 0.25],
])('impact of %s at KL %d', (feature, kl, expected) => {
  expect(driftImpact({ a: 0.6, b: 0.4, 'below zero': -0.2 }, feature, kl)).toBeCloseTo(expected, 12);
});

test('shares are of what is above zero together', () => {
  expect(driftImpact({ a: 3, b: 1, c: -5 }, 'a', 1)).toBe(0.75);
});

test('where nothing is important no impact is known', () => {
  expect(driftImpact({ a: 0, b: -1 }, 'a', 1)).toBeNull();
});

test('of equal impacts, what drifted comes first, then what diverges most', () => {
  const of = (feature: string, impact: number | null, drifted: boolean, kl_divergence: number) => ({
    feature,
    impact,
    drifted,
    kl_divergence,
  });
  const features = [
    of('noise', 0, false, 0.01),
    of('more noise', null, false, 0.02),
    of('cause', 0, true, 0.016),
    of('important', 0.001, false, 0.001),
    of('unimportant cause', 0, true, 0.716),
  ];
  expect(features.sort(byImpact).map(({ feature }) => feature)).toEqual([
    'important',
    'unimportant cause',
    'cause',
    'more noise',
    'noise',
  ]);
});
