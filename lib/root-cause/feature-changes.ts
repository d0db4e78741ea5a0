import type { LabelCounts, ProfileCounts } from '../profile/profile.ts';
import { type Decomposition, decompose } from './decompose.ts';

/** What a feature's distribution did to the accuracy. */
export interface FeatureChange {
  feature: string;
  /** Because values are more or less frequent than in the reference: Σ mix. */
  accuracy_change: number;
  /** Because the same values are answered better or worse: Σ within. */
  within: number;
  /** By bin of the feature. */
  bins: Decomposition['bins'];
}

type Labelled = Pick<ProfileCounts, 'features'> & { labels: Pick<LabelCounts, 'correct'> };

/**
 * Each feature by itself over labelled rows, the largest change by distribution first. Of every feature the two parts
 * add up to the same change of accuracy; features that move together tell of the same rows. Empty when one side has no
 * rows.
 */
export function featureChanges(reference: Labelled, current: Labelled): FeatureChange[] {
  return Object.entries(reference.features)
    .flatMap(([feature, rows]): FeatureChange[] => {
      const now = Object.hasOwn(current.features, feature) ? current.features[feature] : undefined;
      const parts =
        now &&
        decompose(
          { rows, correct: reference.labels.correct[feature]! },
          { rows: now, correct: current.labels.correct[feature]! },
        );
      return parts ? [{ feature, accuracy_change: parts.mix, within: parts.within, bins: parts.bins }] : [];
    })
    .sort((a, b) => Math.abs(b.accuracy_change) - Math.abs(a.accuracy_change));
}
