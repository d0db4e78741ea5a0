import type { Report } from '../../lib/nightly/report.ts';

/** Why its model could not be validated. */
export const CAUSE = 'holdout.ndjson has no rows';

/** What the first hourly run makes of a model of which next to nothing is known, and another version of which answers. */
export function sparseReport(report: Report): Report {
  const { drift, performance, definition, data_quality } = report;
  const [first, ...others] = drift.features;
  const check = data_quality.find(({ check: name }) => name === 'completeness_check')!;
  return {
    ...report,
    complete: false,
    counts: { predictions: 40, outcomes: null },
    versions: [],
    current: `${definition.version}-next`,
    decision: { decision: 'ok', reasons: [], unknown: ['drift', 'accuracy'] },
    validation: { error: CAUSE },
    drift: {
      ...drift,
      state: 'insufficient_data',
      window: { ...drift.window, predictions: 40 },
      features: [
        {
          ...first!,
          ...{ feature: 'unasked', verdict: 'insufficient_data', drifted: false, p_value_adjusted: null },
          distribution: first!.distribution.map((bin) => ({ ...bin, production: 0 })),
        },
        ...others,
      ],
    },
    data_quality: [
      { ...check, feature: 'unasked', check: 'missing_column_check', alarm: true },
      {
        ...check,
        ...{ feature: 'income', alarm: true, violations: 12, values: 40, share: 0.3, referenceShare: 0.015 },
      },
      {
        ...check,
        ...{ check: 'extra_column_check', feature: null, alarm: true, violations: 3, values: 43 },
        ...{ share: 3 / 43, referenceShare: null },
      },
    ],
    unprofiled: [{ feature: 'remarks', reason: 'not_in_reference' }],
    performance: {
      ...performance,
      window: null,
      estimated: null,
      not_estimated: 'scores_not_calibrated',
      days: performance.days.slice(-1).map((day) => ({
        ...day,
        ...{ predictions: 40, labelled: 0, correct: 0, accuracy: null, accuracy_interval: null },
        estimated_accuracy: null,
      })),
      outcomes: { ...performance.outcomes, received: 0, sources: {} },
    },
  };
}
