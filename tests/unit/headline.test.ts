import { fileHeadline, headline } from '../../lib/nightly/headline.ts';

const found = (labelled: number, mature: boolean) =>
  ({
    decision: { decision: 'ok' },
    dataQuality: [],
    drift: { state: 'insufficient_data', features: [], window: { days: 1, predictions: labelled } },
    performance: { window: { mature, realised: { labelled, accuracy: 1 } }, reference_accuracy: 0.9 },
  }) as unknown as Parameters<typeof headline>[1];

const said = (labelled: number, mature: boolean): string => headline('m', found(labelled, mature), true);

test('one is singular', () => {
  expect(said(1, false)).toContain('m: 1 prediction in 1 day is too few');
  expect(said(1, false)).toContain('(1 outcome so far; 90.0 % in the reference)');
  expect(said(1, true)).toContain('(1 outcome; 90.0 % in the reference)');
  expect(said(1200, false)).toContain('(1,200 outcomes so far; 90.0 % in the reference)');
});

test('bad values are no inputs like those of the training, and too few rows do not hide them', () => {
  const alarms = (features: (string | null)[]) =>
    features.map((feature) => ({
      check: feature === null ? 'extra_column_check' : 'completeness_check',
      feature,
      alarm: true,
    }));
  const saying = (features: (string | null)[]) =>
    headline(
      'm',
      { ...found(40, true), dataQuality: alarms(features) } as Parameters<typeof headline>[1],
      true,
    );
  expect(saying(['income', 'age', 'income'])).toMatch(
    /^m: more values of income, age than in the reference are missing or do not fit, and 100\.0\s%/,
  );
  expect(saying([null])).toMatch(/^m: many rows have fields that it does not know, and 100\.0\s%/);
});

test('outcomes that were not looked at are not said to be unknown', () => {
  const none = (value: number | null, isCounted: boolean) => {
    const { performance, ...others } = found(150, false);
    const estimated = value === null ? null : { accuracy: { value, standard_error: 0.01 } };
    const unknown = { ...others, performance: { ...performance, window: null, estimated } };
    return headline('m', unknown as unknown as Parameters<typeof headline>[1], isCounted);
  };
  const promise = ', but its scores promise that 80.0 % of its answers are right.';
  expect(none(0.8, true)).toContain(`, and no outcome is known${promise}`);
  expect(none(0.8, false)).toContain(`, and outcomes are not counted before the night${promise}`);
  expect(none(null, true)).toContain(', and nothing is known of how good its answers are.');
  expect(none(null, false)).toContain(', and outcomes are not counted before the night.');
});

test('no more outcomes are to come for a file', () => {
  expect(fileHeadline('m', found(40, false))).toBe(
    'm: 40 rows are too few to tell whether its inputs changed, and 100.0 % of its answers were right (40 outcomes; 90.0 % in the reference). No action is needed.',
  );
});
