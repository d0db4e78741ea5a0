import type { Gap } from '../../lib/performance/gap.ts';
import { gapPart } from '../../lib/report/gap.ts';

const GAP = {
  labelled: 100,
  realised: 0.8,
  estimated: 0.9,
  gap: -0.1,
  z: -4,
  displaced: 0.1,
  alerts: ['accuracy'],
  hosmer_lemeshow: { p_value: 0.001 },
} as unknown as Gap;

test.each<[string, Partial<Gap>, boolean, string]>([
  ['of mature outcomes', {}, true, 'concept drift</span> Scores are not worth'],
  ['of outcomes that are provisional', {}, false, 'a gap so far</span> Scores are not worth'],
  [
    'without an alert',
    { alerts: [] },
    true,
    'no gap</span> Scores are worth what they were in the reference.',
  ],
  ['without one so far', { alerts: [] }, false, 'Scores are worth what they were in the reference so far.'],
  [
    'of too few',
    { labelled: 99, alerts: [] },
    true,
    'insufficient data</span> 99 outcomes are too few to tell',
  ],
])('a gap %s', (_, changed, mature, expected) => {
  expect(gapPart({ gap: { ...GAP, ...changed }, mature }).text).toContain(expected);
});
