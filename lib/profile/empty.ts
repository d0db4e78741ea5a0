import type { ProfileCounts } from './profile.ts';

/** The profile of no rows, over the same bins. */
export const emptyLike = ({ features, score }: ProfileCounts): ProfileCounts => ({
  rows: 0,
  predicted: {},
  features: Object.fromEntries(Object.entries(features).map(([name, counts]) => [name, counts.map(() => 0)])),
  score: { counts: score.counts.map(() => 0), sums: score.sums.map(() => '0') },
});
