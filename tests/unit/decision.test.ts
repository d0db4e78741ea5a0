import type { DatedOutcomes } from '../../lib/decision/accuracy-trend.ts';
import { decide } from '../../lib/decision/decide.ts';
import type { DriftFinding, Findings } from '../../lib/decision/findings.ts';
import { history } from '../../lib/decision/history.ts';
import { accuracyTrends, newestMature } from '../../lib/decision/maturity.ts';
import { type QualityFinding, qualityFindings } from '../../lib/decision/quality-reason.ts';
import { addDays, datesFrom } from '../../lib/nightly/dates.ts';

const DATE = '2026-11-20';
const REFERENCE = { successes: 3480, rows: 4000 };

/** So many outcomes a day, of which this share is right. */
const days = (from: string, to: string, accuracy: number, labelled = 1000): DatedOutcomes[] =>
  datesFrom(from, to).map((date) => ({ date, labelled, correct: Math.round(accuracy * labelled) }));

/** The 28 days before the last 7, and these, of cohorts that mature after as many days. */
const trends = (before: number, recent: number, { maturity = 0, labelled = 1000 } = {}) => {
  const newest = addDays(DATE, -maturity);
  return accuracyTrends(
    [
      ...days(addDays(newest, -34), addDays(newest, -7), before),
      ...days(addDays(newest, -6), newest, recent, labelled),
    ],
    REFERENCE,
    DATE,
    maturity,
  );
};

describe('accuracy over time', () => {
  test('the windows are the last 7 mature days and the 28 before', () => {
    const { mature, provisional } = trends(0.87, 0.86, { maturity: 10 });
    expect(newestMature(DATE, 10)).toBe('2026-11-10');
    expect(mature.recent).toEqual({
      from: '2026-11-04',
      to: '2026-11-10',
      labelled: 7000,
      correct: 6020,
      accuracy: 0.86,
    });
    expect(mature.before).toMatchObject({
      from: '2026-10-07',
      to: '2026-11-03',
      labelled: 28_000,
      accuracy: 0.87,
    });
    expect(provisional.recent).toMatchObject({ from: '2026-11-14', to: DATE, labelled: 0, accuracy: null });
    // Only mature days are compared with.
    expect(provisional.before).toMatchObject({ from: '2026-10-14', to: '2026-11-10' });
  });

  test.each([
    [0.87, 0.87, false],
    [0.87, 0.861, false],
    [0.87, 0.86, true],
    // Below the days before, not below the reference.
    [0.9, 0.88, true],
    // Below the reference, not below the days before.
    [0.85, 0.85, true],
    [0.84, 0.9, false],
  ])('from %d to %d, against 0.87 in the reference: declining is %p', (before, recent, declining) => {
    expect(trends(before, recent).mature.declining).toBe(declining);
  });

  test('a fall that chance explains is none', () => {
    expect(trends(0.87, 0.85, { labelled: 20 }).mature).toMatchObject({ declining: false });
    expect(trends(0.87, 0.85, { labelled: 20 }).mature.comparisons).toHaveLength(2);
  });

  test('fewer than 100 outcomes are compared with nothing', () => {
    expect(trends(0.87, 0.2, { labelled: 14 }).mature).toMatchObject({
      comparisons: [],
      declining: false,
      dropped: false,
    });
    expect(trends(0.87, 0.2, { labelled: 15 }).mature).toMatchObject({ declining: true, dropped: true });
    const hundred = accuracyTrends(days('2026-11-16', DATE, 0.8, 20), REFERENCE, DATE, 0).mature;
    expect(hundred.recent.labelled).toBe(100);
    expect(hundred.comparisons).toHaveLength(1);
    // Fewer before: with the reference alone.
    const almost = [...days('2026-11-13', '2026-11-13', 0.8, 99), ...days('2026-11-14', DATE, 0.8)];
    expect(accuracyTrends(almost, REFERENCE, DATE, 0).mature.comparisons.map((of) => of.with)).toEqual([
      'reference',
    ]);
    const few = accuracyTrends(days('2026-11-13', DATE, 0.8), REFERENCE, DATE, 0).mature;
    expect(few.comparisons.map((of) => of.with)).toEqual(['before', 'reference']);
    const none = accuracyTrends(days('2026-11-14', DATE, 0.8), REFERENCE, DATE, 0).mature;
    expect(none.comparisons.map((of) => of.with)).toEqual(['reference']);
  });

  test.each([
    [0.82, true],
    [0.821, false],
  ])('%d against 0.87 in the reference: dropped is %p', (recent, dropped) => {
    expect(trends(0.82, recent).mature.dropped).toBe(dropped);
  });

  test('a fall of 0.05 in decimals is one in doubles', () => {
    expect(0.8 - 0.85).toBeGreaterThan(-0.05);
    const reference = { successes: 3400, rows: 4000 };
    const found = accuracyTrends(days('2026-11-14', DATE, 0.8), reference, DATE, 0);
    expect(found.mature.dropped).toBe(true);
  });

  test('below the days before alone it has not dropped', () => {
    expect(trends(0.95, 0.86).mature).toMatchObject({ declining: true, dropped: false });
  });
});

const drifted = (
  kl: number,
  verdict: DriftFinding['verdict'],
  kind: DriftFinding['kind'] = 'feature',
): DriftFinding => ({
  name: 'income',
  kind,
  kl,
  verdict,
  drifted: verdict === 'moderate' || verdict === 'significant',
});
const GAP = { labelled: 500, gap: -0.05, displaced: 0.05, alerts: ['accuracy' as const] };
const alarm = (
  check: QualityFinding['check'],
  share: number,
  feature: string | null = 'income',
): QualityFinding => ({
  check,
  feature,
  share,
  referenceShare: 0.01,
});
const calm: Findings = {
  date: DATE,
  trainedAt: '2026-10-01T00:00:00Z',
  quality: [],
  drift: [drifted(0.01, 'none')],
  accuracy: trends(0.87, 0.87),
  gap: { ...GAP, alerts: [] },
};
const declining = trends(0.87, 0.85);
const dropped = trends(0.87, 0.8);
const decisionOf = (findings: Partial<Findings>) => {
  const { decision, reasons } = decide({ ...calm, ...findings });
  return [decision, ...reasons.map(({ code }) => code)];
};

describe('decision', () => {
  test.each<[string, Partial<Findings>, string[]]>([
    ['nothing', {}, ['ok']],
    ['little drift', { drift: [drifted(0.05, 'minimal')] }, ['ok']],
    ['moderate drift', { drift: [drifted(0.2, 'moderate')] }, ['watch', 'drift']],
    [
      'classes that moved',
      { drift: [{ ...drifted(0.01, 'minimal', 'class_balance'), drifted: true }] },
      ['watch', 'drift'],
    ],
    ['significant drift', { drift: [drifted(0.7, 'significant')] }, ['validate', 'significant_drift']],
    [
      'a significant shift of scores',
      { drift: [drifted(0.7, 'significant', 'score')] },
      ['validate', 'significant_drift'],
    ],
    ['values that are missing', { quality: [alarm('completeness_check', 0.5)] }, ['watch', 'data_quality']],
    ['a gap', { gap: GAP }, ['watch', 'performance_gap']],
    ['a gap by score', { gap: { ...GAP, alerts: ['score'] } }, ['watch', 'performance_gap']],
    ['a decline', { accuracy: declining }, ['watch', 'accuracy_declining']],
    [
      'a decline of young cohorts',
      { accuracy: { mature: calm.accuracy.mature, provisional: declining.provisional } },
      ['watch', 'provisional_decline'],
    ],
    [
      'a drop of young cohorts',
      { accuracy: { mature: calm.accuracy.mature, provisional: dropped.provisional } },
      ['watch', 'provisional_decline'],
    ],
    [
      'drift and a decline',
      { drift: [drifted(0.2, 'moderate'), drifted(0.51, 'significant')], accuracy: declining },
      ['retrain', 'drift_and_decline', 'significant_drift', 'accuracy_declining', 'drift'],
    ],
    [
      'drift at the limit and a decline',
      { drift: [drifted(0.5, 'significant')], accuracy: declining },
      ['validate', 'significant_drift', 'accuracy_declining'],
    ],
    [
      'a shift of scores and a decline',
      { drift: [drifted(0.9, 'significant', 'score')], accuracy: declining },
      ['validate', 'significant_drift', 'accuracy_declining'],
    ],
    [
      'drift and a decline of young cohorts',
      {
        drift: [drifted(0.9, 'significant')],
        accuracy: { mature: calm.accuracy.mature, provisional: dropped.provisional },
      },
      ['validate', 'significant_drift', 'provisional_decline'],
    ],
    [
      'drift and a decline within a week of training',
      { drift: [drifted(0.9, 'significant')], accuracy: declining, trainedAt: '2026-11-14T00:00:00Z' },
      ['validate', 'significant_drift', 'accuracy_declining'],
    ],
    [
      'drift and a decline more than a week after training',
      { drift: [drifted(0.9, 'significant')], accuracy: declining, trainedAt: '2026-11-13T23:59:59Z' },
      ['retrain', 'drift_and_decline', 'significant_drift', 'accuracy_declining'],
    ],
    ['a drop', { accuracy: dropped }, ['retrain', 'accuracy_dropped', 'accuracy_declining']],
    [
      'a drop within a week of training',
      { accuracy: dropped, trainedAt: '2026-11-20T00:00:00Z' },
      ['retrain', 'accuracy_dropped', 'accuracy_declining'],
    ],
  ])('%s', (_, findings, expected) => {
    expect(decisionOf(findings)).toEqual(expected);
  });

  test('missing data decides nothing, and is told', () => {
    const nothing = accuracyTrends([], REFERENCE, DATE, 0);
    const insufficient = { ...drifted(0.9, 'insufficient_data'), drifted: false };
    expect(decide({ ...calm, drift: [insufficient], accuracy: nothing, gap: null })).toEqual({
      decision: 'ok',
      reasons: [],
      unknown: ['drift', 'accuracy', 'gap'],
    });
    expect(decide({ ...calm, drift: [] }).unknown).toEqual(['drift']);
    expect(decide(calm).unknown).toEqual([]);
  });

  test('reasons have the numbers', () => {
    const details = (findings: Partial<Findings>) =>
      decide({ ...calm, ...findings }).reasons.map(({ detail }) => detail);
    expect(details({ accuracy: dropped, drift: [drifted(0.612, 'significant')] })).toEqual([
      'accuracy 80.0 % (7,000 outcomes) is 7.0 points below that of the reference, 87.0 % (p < 0.001)',
      expect.stringMatching(
        /^income drifted \(KL 0\.612\) and accuracy 80\.0\s% \(7,000 outcomes\) is 7\.0 points below .*, 51 days after training$/,
      ),
      'income drifted (KL 0.612)',
      expect.stringMatching(/^accuracy 80\.0\s% \(7,000 outcomes\) is/),
    ]);
    expect(details({ gap: GAP })).toEqual([
      'accuracy is 5.0 points below what the scores promise, over 500 outcomes',
    ]);
    const quality = [
      alarm('completeness_check', 0.4963),
      alarm('data_type_check', 0.09),
      alarm('categorical_values_check', 0.3),
      alarm('extra_column_check', 1, null),
    ];
    expect(details({ quality })).toEqual([
      '49.6 % of the values of income are missing, 1.0 % in the reference',
      '9.0 % of the values of income are of another type or out of range, 1.0 % in the reference',
      '30.0 % of the values of income are no known category, 1.0 % in the reference',
      '100.0 % of the rows have fields that the model does not know, 1.0 % in the reference',
    ]);
    expect(details({ gap: { ...GAP, alerts: ['score'] } })).toEqual([
      'scores are not worth what they were: 5.0 % of 500 outcomes are displaced',
    ]);
  });
});

test('checks that alarm decide, but for those that repeat another one', () => {
  const checks = [
    { ...alarm('completeness_check', 1), alarm: true },
    { ...alarm('missing_column_check', 1), alarm: true },
    { ...alarm('baseline_drift_check', 1), alarm: true },
    { ...alarm('data_type_check', 0.04), alarm: false },
  ].map((check) => ({ ...check, violations: 1, values: 1 }));
  expect(qualityFindings(checks).map(({ check }) => check)).toEqual(['completeness_check']);
});

test('history by size of drift', () => {
  const day = (kl: number | null, accuracy_change: number | null) => ({ date: DATE, kl, accuracy_change });
  expect(
    history([
      day(0.05, -0.9),
      day(null, -0.9),
      day(0.1, 0.25),
      day(0.2, -0.5),
      day(0.29, null),
      day(0.3, null),
      day(0.5, -0.04),
      day(0.51, -0.2),
    ]),
  ).toEqual([
    {
      from: 0.1,
      to: 0.3,
      days: 3,
      days_with_outcomes: 2,
      mean_change: -0.125,
      lowest_change: -0.5,
      highest_change: 0.25,
    },
    {
      from: 0.3,
      to: 0.5,
      days: 2,
      days_with_outcomes: 1,
      mean_change: -0.04,
      lowest_change: -0.04,
      highest_change: -0.04,
    },
    {
      from: 0.5,
      to: null,
      days: 1,
      days_with_outcomes: 1,
      mean_change: -0.2,
      lowest_change: -0.2,
      highest_change: -0.2,
    },
  ]);
  expect(history([])[0]).toEqual({
    from: 0.1,
    to: 0.3,
    days: 0,
    days_with_outcomes: 0,
    mean_change: null,
    lowest_change: null,
    highest_change: null,
  });
});
