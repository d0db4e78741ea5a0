import { coarseCounts, coarseScoreCounts } from '../profile/coarse.ts';
import type { ProfileCounts } from '../profile/profile.ts';
import type { Reference } from '../profile/reference.ts';
import type { Compared } from './judge.ts';

/**
 * What is tested of a window: every feature that the reference has bins of, the score and the balance of the answered
 * classes. Their order is that of the reference.
 */
export function comparedCounts(
  classes: readonly string[],
  { bins, profile: reference }: Pick<Reference, 'bins' | 'profile'>,
  window: ProfileCounts,
): Compared[] {
  const features = Object.entries(bins.features).flatMap(([name, of]): Compared[] => {
    const counts = Object.hasOwn(window.features, name) ? window.features[name] : undefined;
    if (!counts) return [];
    const coarse = (all: readonly number[]) => coarseCounts(of, all);
    return [{ kind: 'feature', name, reference: coarse(reference.features[name]!), current: coarse(counts) }];
  });
  const score = ({ score: { counts } }: ProfileCounts) => coarseScoreCounts(bins.score, counts);
  const balance = ({ predicted }: ProfileCounts) => classes.map((label) => predicted[label] ?? 0);
  return [
    ...features,
    { kind: 'score', name: 'score', reference: score(reference), current: score(window) },
    { kind: 'class_balance', name: 'class_balance', reference: balance(reference), current: balance(window) },
  ];
}
