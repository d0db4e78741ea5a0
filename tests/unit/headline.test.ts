import { fileHeadline, headline } from '../../lib/nightly/headline.ts';

const found = (labelled: number, mature: boolean) =>
  ({
    decision: { decision: 'ok' },
    drift: { state: 'insufficient_data', window: { days: 1, predictions: labelled } },
    performance: { window: { mature, realised: { labelled, accuracy: 1 } }, reference_accuracy: 0.9 },
  }) as unknown as Parameters<typeof headline>[1];

const said = (labelled: number, mature: boolean): string => headline('m', found(labelled, mature));

test('one is singular', () => {
  expect(said(1, false)).toContain('m: 1 prediction in 1 day is too few');
  expect(said(1, false)).toContain('(1 outcome so far; 90.0 % in the reference)');
  expect(said(1, true)).toContain('(1 outcome; 90.0 % in the reference)');
  expect(said(1200, false)).toContain('(1,200 outcomes so far; 90.0 % in the reference)');
});

test('no more outcomes are to come for a file', () => {
  expect(fileHeadline('m', found(40, false))).toBe(
    'm: 40 rows are too few to tell whether its inputs changed, and 100.0 % of its answers were right (40 outcomes; 90.0 % in the reference). No action is needed.',
  );
});
