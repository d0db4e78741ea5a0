import type { ModelDefinition } from '../model/definition.ts';
import { storedFeatures } from '../model/text-features.ts';
import { type FeatureBins, MISSING } from '../profile/bins.ts';
import { coarseCounts, coarseScoreCounts } from '../profile/coarse.ts';
import type { ProfileCounts } from '../profile/profile.ts';
import type { Reference } from '../profile/reference.ts';
import { classBalance } from '../statistics/class-balance.ts';
import { jensenShannonDistance } from '../statistics/js-distance.ts';
import { klDivergence } from '../statistics/kl.ts';
import { klBand, MINIMUM_ROWS } from '../statistics/kl-band.ts';
import type { FeatureReport, VersionReport } from './report.ts';

/** One version's day against the reference, if that is of this version: of another one nothing can be said. */
export function versionReport(
  definition: ModelDefinition,
  reference: Reference,
  version: string,
  profile: ProfileCounts,
): VersionReport {
  const classes = definition.classes.map(String);
  const shares = classBalance(classes, profile.predicted);
  const referenceShares = classBalance(classes, reference.profile.predicted)!;
  const training = definition.training.class_ratio;
  const isOwn = version === reference.version;
  return {
    version,
    predictions: profile.rows,
    state: !isOwn ? 'no_reference' : profile.rows < MINIMUM_ROWS ? 'insufficient_data' : 'sufficient',
    class_balance: classes.map((label) => ({
      class: label,
      count: profile.predicted[label] ?? 0,
      share: shares?.[label] ?? null,
      reference_share: referenceShares[label]!,
      training_share: training[label] ?? null,
    })),
    features: (isOwn ? storedFeatures(definition) : []).flatMap(({ name }) => {
      const bins = Object.hasOwn(reference.bins.features, name) ? reference.bins.features[name] : undefined;
      const counts = profile.features[name];
      return bins && counts
        ? [featureReport(name, bins, reference.profile.features[name]!, counts, profile.rows)]
        : [];
    }),
    prediction_distribution_shift: isOwn
      ? jensenShannonDistance(
          coarseScoreCounts(reference.bins.score, reference.profile.score.counts),
          coarseScoreCounts(reference.bins.score, profile.score.counts),
        )
      : null,
  };
}

function featureReport(
  feature: string,
  bins: FeatureBins,
  reference: readonly number[],
  current: readonly number[],
  rows: number,
): FeatureReport {
  const divergence = klDivergence(coarseCounts(bins, reference), coarseCounts(bins, current));
  return {
    feature,
    rows,
    missing: current[MISSING + 1]!,
    kl_divergence: divergence,
    band: klBand(divergence, rows),
  };
}
