import { DRIFT_METRICS as METRICS } from '../metrics/catalogue-drift.ts';
import type { Sample } from '../metrics/sample.ts';
import type { DistributionDrift, FeatureDrift } from './drift-report.ts';
import type { Report } from './report.ts';
import { sampleOf } from './samples.ts';

const SEVERITY = { none: 0, minimal: 1, moderate: 2, significant: 3, insufficient_data: null };
/** Features whose distributions can be seen in Grafana, and as many more that drifted: each has two dozen series. */
const SHOWN_FEATURES = 5;

/** Of the drift window; below the minimum sample only that, and what the window is. */
export function driftSamples({ drift, data_quality: quality }: Report): Sample[] {
  const { window, state } = drift;
  return [
    ...sampleOf(METRICS.sufficient, state === 'sufficient'),
    ...sampleOf(METRICS.windowDays, window.days),
    ...sampleOf(METRICS.windowPredictions, window.predictions),
    ...(state === 'sufficient' ? sufficientSamples(drift) : []),
    ...quality.flatMap(({ feature, check, share, alarm }) => {
      const labels = { feature: feature ?? '', check };
      return [
        ...sampleOf(METRICS.qualityRatio, share, labels),
        ...sampleOf(METRICS.qualityAlarm, alarm, labels),
      ];
    }),
  ];
}

const sufficientSamples = ({ features, score, class_balance: balance }: Report['drift']): Sample[] => [
  ...features.flatMap(featureSamples),
  ...shown(features).flatMap(binSamples),
  ...sampleOf(METRICS.shift, score.js_distance),
  ...sampleOf(METRICS.scoreKl, score.kl_divergence),
  ...sampleOf(METRICS.scorePValue, score.p_value),
  ...sampleOf(METRICS.scorePValueAdjusted, score.p_value_adjusted),
  ...sampleOf(METRICS.shiftDetected, score.drifted),
  ...sampleOf(METRICS.classKl, balance.kl_divergence),
  ...sampleOf(METRICS.classPValue, balance.p_value),
  ...sampleOf(METRICS.classPValueAdjusted, balance.p_value_adjusted),
  ...sampleOf(METRICS.classDetected, balance.drifted),
  ...sharesOf(balance).flatMap(({ bin, reference, production }) => [
    ...sampleOf(METRICS.classRatio, reference, { class: bin, set: 'reference' }),
    ...sampleOf(METRICS.classRatio, production, { class: bin, set: 'production' }),
  ]),
];

function featureSamples(of: FeatureDrift): Sample[] {
  const feature = { feature: of.feature };
  const rows = (set: 'reference' | 'production') => of.distribution.reduce((sum, bin) => sum + bin[set], 0);
  const missing = (set: 'reference' | 'production') =>
    sampleOf(METRICS.missing, rows(set) === 0 ? null : of.missing[set] / rows(set), { ...feature, set });
  return [
    ...sampleOf(METRICS.kl, of.kl_divergence, feature),
    ...sampleOf(METRICS.psi, of.psi, feature),
    ...sampleOf(METRICS.js, of.js_distance, feature),
    ...sampleOf(METRICS.ks, of.ks?.statistic, feature),
    ...sampleOf(METRICS.wasserstein, of.wasserstein, feature),
    ...sampleOf(METRICS.pValue, of.p_value, feature),
    ...sampleOf(METRICS.pValueAdjusted, of.p_value_adjusted, feature),
    ...sampleOf(METRICS.detected, of.drifted, feature),
    ...sampleOf(METRICS.severity, SEVERITY[of.verdict], feature),
    ...sampleOf(METRICS.impact, of.impact, feature),
    ...sampleOf(METRICS.importance, of.importance, feature),
    ...missing('reference'),
    ...missing('production'),
  ];
}

/** The most important ones, then those that drifted in the order of the report. Numbers of a text have no importance. */
function shown(features: readonly FeatureDrift[]): FeatureDrift[] {
  const important = [...features]
    .sort((a, b) => (b.importance ?? 0) - (a.importance ?? 0))
    .slice(0, SHOWN_FEATURES);
  const drifted = features.filter((of) => of.drifted && !important.includes(of));
  return [...important, ...drifted.slice(0, SHOWN_FEATURES)];
}

/** Bins are numbered, so that a panel shows them in their order. */
const binSamples = (of: FeatureDrift): Sample[] =>
  sharesOf(of).flatMap(({ bin, reference, production }, i) => {
    const labels = { feature: of.feature, bin: `${String(i).padStart(2, '0')} ${bin}` };
    return [
      ...sampleOf(METRICS.binShare, reference, { ...labels, set: 'reference' }),
      ...sampleOf(METRICS.binShare, production, { ...labels, set: 'production' }),
    ];
  });

function sharesOf({ distribution }: DistributionDrift) {
  const rows = (set: 'reference' | 'production') => distribution.reduce((sum, bin) => sum + bin[set], 0);
  const [before, now] = [rows('reference'), rows('production')];
  return distribution.map(({ bin, reference, production }) => ({
    bin,
    reference: before === 0 ? null : reference / before,
    production: now === 0 ? null : production / now,
  }));
}
