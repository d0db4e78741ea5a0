import type { FeatureDrift } from '../../lib/nightly/drift-report.ts';
import { driftSamples } from '../../lib/nightly/gauges-drift.ts';
import type { Report } from '../../lib/nightly/report.ts';

const distribution = [{ bin: 'all', reference: 10, production: 10 }];
const drift = { kl_divergence: 0.25, p_value: 0.01, p_value_adjusted: 0.03, js_distance: 0.2 };
const feature = (name: string, importance: number | null, drifted: boolean): FeatureDrift => ({
  ...drift,
  feature: name,
  importance,
  impact: 0,
  drifted,
  verdict: drifted ? 'moderate' : 'none',
  psi: 0,
  distribution,
  missing: { reference: 0, production: 0 },
  ks: null,
  wasserstein: null,
  chi_square: null,
});
const samplesOf = (features: FeatureDrift[]) =>
  driftSamples({
    drift: {
      version: '1',
      window: { days: 1, name: '1d', from: '2026-11-19', to: '2026-11-19', predictions: 100 },
      state: 'sufficient',
      features,
      score: { ...drift, psi: 0, verdict: 'none', drifted: false, distribution },
      class_balance: { ...drift, kl_divergence: 0.5, psi: 0, verdict: 'none', drifted: false, distribution },
    },
    data_quality: [],
  } as unknown as Report);

test('distributions are shown of the five most important features, and of at most five more that drifted', () => {
  const features = [
    ...Array.from({ length: 7 }, (_, i) => feature(`drifted ${i}`, -1, true)),
    ...Array.from({ length: 6 }, (_, i) => feature(`important ${i}`, 6 - i, i === 0)),
    feature('text__tokens', null, false),
  ];
  const shown = samplesOf(features)
    .filter(({ name, labels }) => name === 'feature_bin_share' && labels.set === 'production')
    .map(({ labels }) => labels.feature);
  expect(shown).toEqual([
    ...[0, 1, 2, 3, 4].map((i) => `important ${i}`),
    ...[0, 1, 2, 3, 4].map((i) => `drifted ${i}`),
  ]);
});

test('score and class balance have their divergence and p-values', () => {
  const values = Object.fromEntries(samplesOf([]).map(({ name, value }) => [name, value]));
  expect(values).toMatchObject({
    prediction_kl_divergence: 0.25,
    prediction_drift_p_value: 0.01,
    prediction_drift_p_value_adjusted: 0.03,
    class_balance_kl_divergence: 0.5,
    class_balance_drift_p_value: 0.01,
    class_balance_drift_p_value_adjusted: 0.03,
  });
});
