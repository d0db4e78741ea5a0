import { comparedCounts } from '../drift/compared.ts';
import { distances } from '../drift/distances.ts';
import { byImpact, driftImpact } from '../drift/impact.ts';
import { type Compared, type Judgement, judge } from '../drift/judge.ts';
import type { DriftVerdict } from '../drift/verdict.ts';
import type { Window, WindowDays } from '../drift/window.ts';
import { coarseLabels, coarseScoreLabels } from '../profile/coarse-labels.ts';
import { emptyLike } from '../profile/empty.ts';
import type { ProfileCounts } from '../profile/profile.ts';
import { MINIMUM_ROWS } from '../statistics/kl-band.ts';
import type { MonitoredModel } from './job.ts';

/** The distributions of a window against those of the reference. */
export interface DriftReport {
  /** Whose answers it is about. */
  version: string;
  /** The shortest of 1, 7 and 30 days with enough predictions; the longest where none has. */
  window: { days: WindowDays; name: string; from: string; to: string; predictions: number };
  state: 'insufficient_data' | 'sufficient';
  /** In the order of `byImpact`. */
  features: FeatureDrift[];
  score: DistributionDrift;
  class_balance: DistributionDrift;
}

export interface DistributionDrift {
  /** Nats; the reference first. */
  kl_divergence: number;
  psi: number;
  /** Jensen–Shannon distance, 0 to 1. */
  js_distance: number;
  /** Null where nothing was tested. */
  p_value: number | null;
  p_value_adjusted: number | null;
  verdict: DriftVerdict;
  drifted: boolean;
  /** Rows by bin. */
  distribution: { bin: string; reference: number; production: number }[];
}

export interface FeatureDrift extends DistributionDrift {
  feature: string;
  /** Null for numbers of a text. */
  importance: number | null;
  /** Share of the importance × KL. */
  impact: number | null;
  missing: { reference: number; production: number };
  /** Numeric: over the fine bins, with what it is at most over the values themselves. */
  ks: { statistic: number; upper_bound: number; p_value: number } | null;
  /** Numeric, in standard deviations of the reference. */
  wasserstein: number | null;
  /** Categorical. */
  chi_square: { statistic: number; degrees_of_freedom: number; p_value: number } | null;
}

/** Of a window; the same seed, such as its date, gives the same p-values. */
export function driftReport(
  { definition, reference }: MonitoredModel,
  version: string,
  { counts, days, name, from, to }: Window,
  seed: string,
): DriftReport {
  const window = counts ?? emptyLike(reference.profile);
  const compared = comparedCounts(definition.classes.map(String), reference, window);
  const judgements = judge(compared, `${definition.name} ${version} ${seed} ${name}`);
  const drifts = compared.map((of, i) => ({
    of,
    drift: distributionDrift(of, judgements[i]!, binNames(of)),
  }));
  function binNames({ kind, name: of }: Compared): string[] {
    if (kind === 'feature') return coarseLabels(reference.bins.features[of]!);
    return kind === 'score' ? coarseScoreLabels(reference.bins.score) : definition.classes.map(String);
  }
  const one = (kind: Compared['kind']) => drifts.find(({ of }) => of.kind === kind)!.drift;
  return {
    version,
    window: { days, name, from, to, predictions: window.rows },
    state: window.rows < MINIMUM_ROWS ? 'insufficient_data' : 'sufficient',
    features: drifts
      .filter(({ of }) => of.kind === 'feature')
      .map(({ of, drift }) => featureDrift({ definition, reference }, of.name, drift, window))
      .sort(byImpact),
    score: one('score'),
    class_balance: one('class_balance'),
  };
}

const distributionDrift = (
  { reference, current }: Compared,
  judgement: Judgement,
  bins: readonly string[],
): DistributionDrift => ({
  kl_divergence: judgement.kl,
  psi: judgement.psi,
  js_distance: judgement.jsDistance,
  p_value: judgement.pValue,
  p_value_adjusted: judgement.pValueAdjusted,
  verdict: judgement.verdict,
  drifted: judgement.drifted,
  distribution: bins.map((bin, i) => ({ bin, reference: reference[i]!, production: current[i]! })),
});

function featureDrift(
  { definition, reference }: MonitoredModel,
  feature: string,
  drift: DistributionDrift,
  window: ProfileCounts,
): FeatureDrift {
  const importances = definition.feature_importance;
  const [before, now] = [reference.profile.features[feature]!, window.features[feature]!];
  const between = distances(reference.bins.features[feature]!, before, now, {
    positions: reference.positions.features[feature] ?? [],
    standardDeviation: reference.standard_deviations.features[feature] ?? null,
  });
  const ks = between.kind === 'numeric' ? between.kolmogorovSmirnov : null;
  const chiSquare = between.kind === 'categorical' ? between.chiSquare : null;
  return {
    feature,
    importance: Object.hasOwn(importances, feature) ? importances[feature]! : null,
    impact: driftImpact(importances, feature, drift.kl_divergence),
    ...drift,
    missing: { reference: before[0]!, production: now[0]! },
    ks: ks && { statistic: ks.statistic, upper_bound: ks.upperBound, p_value: ks.pValue },
    wasserstein: between.kind === 'numeric' ? between.wasserstein : null,
    chi_square: chiSquare && {
      statistic: chiSquare.statistic,
      degrees_of_freedom: chiSquare.degreesOfFreedom,
      p_value: chiSquare.pValue,
    },
  };
}
