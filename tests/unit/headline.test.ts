import { headline } from '../../lib/nightly/headline.ts';

const said = (labelled: number, mature: boolean): string =>
  headline(
    'm',
    { decision: 'ok' } as Parameters<typeof headline>[1],
    { state: 'insufficient_data', window: { days: 1, predictions: labelled } } as Parameters<
      typeof headline
    >[2],
    { window: { mature, realised: { labelled, accuracy: 1 } }, reference_accuracy: 0.9 } as Parameters<
      typeof headline
    >[3],
  );

test('one is singular', () => {
  expect(said(1, false)).toContain('m: 1 prediction in 1 day is too few');
  expect(said(1, false)).toContain('(1 outcome so far; 90.0 % in the reference)');
  expect(said(1, true)).toContain('(1 outcome; 90.0 % in the reference)');
  expect(said(1200, false)).toContain('(1,200 outcomes so far; 90.0 % in the reference)');
});
