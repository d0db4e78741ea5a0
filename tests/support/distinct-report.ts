import type { Report } from '../../lib/nightly/report.ts';

/** The report of a model in which no two numbers that people are shown are the same: each can be told from the others. */
export function distinctReport(report: Report): Report {
  const { drift, performance, versions } = report;
  const [first, second] = drift.features;
  const bins = (reference: [number, number], production: [number, number]) =>
    ['low', 'high'].map((bin, i) => ({ bin, reference: reference[i]!, production: production[i]! }));
  const known = performance.window!;
  return {
    ...report,
    counts: { ...report.counts, predictions: 1201 },
    validation: { rows: 4004, accuracy: 0.7654, recorded_accuracy: 0.8543, agrees: false },
    versions: versions.map((version) => ({ ...version, prediction_distribution_shift: 0.654 })),
    drift: {
      ...drift,
      window: { ...drift.window, predictions: 3203 },
      features: [
        {
          ...first!,
          feature: 'unmoved',
          ...{ verdict: 'none', drifted: false, kl_divergence: 0.011, impact: 0.912 },
          ...{ p_value: 0.313, p_value_adjusted: 0.414, missing: { reference: 12, production: 64 } },
          distribution: bins([100, 300], [240, 80]),
        },
        {
          ...second!,
          feature: 'moved',
          ...{ verdict: 'significant', drifted: true, kl_divergence: 0.615, impact: 0.116 },
          ...{ p_value: 0.017, p_value_adjusted: 0.018, missing: { reference: 0, production: 0 } },
        },
      ],
      score: { ...drift.score, kl_divergence: 0.119 },
      class_balance: { ...drift.class_balance, kl_divergence: 0.121 },
    },
    performance: {
      ...performance,
      window: {
        ...known,
        ...{ from: '2026-12-11', to: '2026-12-17', mature: true },
        realised: { ...known.realised, labelled: 1234, accuracy: 0.812 },
        accuracy_change: -0.0345,
      },
      estimated: { ...performance.estimated!, accuracy: { value: 0.777, standard_error: 0.0123 } },
      outcomes: {
        ...performance.outcomes,
        received: 321,
        delay_seconds: { median: 7200, p90: 259_200 },
        sources: { review: 101, api: 220 },
      },
      days: performance.days.slice(-2).map((day, i) => ({
        ...day,
        ...{ predictions: 2001 + i, labelled: 501 + i, correct: 401 + i, mature: true },
        accuracy: [0.61, 0.92][i]!,
        accuracy_interval: [
          [0.58, 0.64],
          [0.89, 0.94],
        ][i] as [number, number],
        estimated_accuracy: { value: [0.73, 0.84][i]!, standard_error: [0.021, 0.032][i]! },
        kl_divergence: [0.222, 0.333][i]!,
      })),
    },
  };
}
