import type { MonitoredDay } from '../../lib/monitor/answer.ts';
import { fromFirstKnown, percentScale, runs, shownValues } from '../../web/src/views/monitor/chart-scale.ts';
import { mostChanged, sharesOf } from '../../web/src/views/monitor/shares.ts';
import { interval, span } from '../../web/src/views/monitor/span.ts';
import { bySeverity, verdictOf } from '../../web/src/views/monitor/tone.ts';

const day = (of: Partial<MonitoredDay>): MonitoredDay => ({
  date: '2026-11-20',
  predictions: 0,
  labelled: 0,
  correct: 0,
  accuracy: null,
  accuracy_interval: null,
  mature: true,
  estimated_accuracy: null,
  kl_divergence: null,
  reported: false,
  ...of,
});

test.each([
  [[0.81, 0.88], { min: 0.8, max: 0.9, ticks: [0.8, 0.85, 0.9] }],
  [[0.9], { min: 0.8, max: 0.9, ticks: [0.8, 0.85, 0.9] }],
  [[1], { min: 0.9, max: 1, ticks: [0.9, 0.95, 1] }],
  [[0], { min: 0, max: 0.1, ticks: [0, 0.05, 0.1] }],
  [[0.55, 0.97], { min: 0.5, max: 1, ticks: [0.5, 0.6, 0.7, 0.8, 0.9, 1] }],
  [[0.1, 0.95], { min: 0.1, max: 1, ticks: [0.2, 0.4, 0.6, 0.8, 1] }],
])('the scale around %j has room for all, and few round ticks', (values, expected) => {
  const { min, max, ticks } = percentScale(values);
  expect({ min, max, ticks: ticks.map((tick) => Math.round(100 * tick) / 100) }).toEqual(expected);
});

test('a scale has room for every value, interval and estimate, and the reference', () => {
  const days = [
    day({ accuracy: 0.7, accuracy_interval: [0.6, 0.8] }),
    day({ estimated_accuracy: { value: 0.9, standard_error: 0.1 } }),
    day({ estimated_accuracy: { value: null, standard_error: null } }),
  ];
  expect(shownValues(days, 0.85)).toEqual([0.85, 0.6, 0.8, 0.7, 0.9]);
});

test('a line ends where nothing is known, and goes on where something is again', () => {
  expect(runs([false, true, true, false, true, false])).toEqual([[1, 2], [4]]);
  expect(runs([])).toEqual([]);
  expect(runs([false])).toEqual([]);
});

test('days before the first of which anything is known are left out, and none after it', () => {
  const [nothing, known, late] = [day({}), day({ predictions: 1 }), day({ labelled: 1 })];
  expect(fromFirstKnown([nothing, nothing, known, nothing, late])).toEqual([known, nothing, late]);
  expect(fromFirstKnown([nothing, day({ reported: true })])).toHaveLength(1);
  expect(fromFirstKnown([nothing, nothing])).toHaveLength(2);
});

test('shares are of the rows of each side; bins without rows are left out', () => {
  const shares = sharesOf(
    [
      { bin: 'a', reference: 3, production: 0 },
      { bin: 'b', reference: 1, production: 2 },
      { bin: 'c', reference: 0, production: 0 },
    ],
    {},
  );
  expect(shares).toEqual([
    { bin: 'a', reference: 0.75, production: 0 },
    { bin: 'b', reference: 0.25, production: 1 },
  ]);
  expect(mostChanged(shares)!.bin).toBe('a');
  expect(sharesOf([{ bin: 'a', reference: 2, production: 0 }], { a: 'alpha', b: 'beta' })).toEqual([
    { bin: 'a: alpha', reference: 1, production: 0 },
  ]);
  expect(mostChanged([])).toBeUndefined();
});

test('the worst comes first, and what is as bad keeps its order', () => {
  const drift = (
    name: string,
    verdict: 'none' | 'insufficient_data' | 'minimal' | 'moderate' | 'significant',
  ) => ({
    name,
    verdict,
    drifted: verdict === 'moderate' || verdict === 'significant',
  });
  const given = [
    drift('a', 'none'),
    drift('b', 'moderate'),
    drift('c', 'insufficient_data'),
    drift('d', 'significant'),
    drift('e', 'minimal'),
    drift('f', 'moderate'),
  ];
  expect(bySeverity(given).map(({ name }) => name)).toEqual(['d', 'b', 'f', 'c', 'a', 'e']);
  expect(verdictOf({ verdict: 'minimal', drifted: true })).toEqual({
    tone: 'warn',
    words: 'minimal, but moved',
  });
});

test.each([
  [interval([0.61, 0.8]), '61.0\u00a0% to 80.0\u00a0%'],
  [interval(null), '–'],
  [span({ from: '2026-11-20', to: '2026-11-20' }), '2026-11-20'],
  [span({ from: '2026-11-14', to: '2026-11-20' }), '2026-11-14 to 2026-11-20'],
])('%s', (shown, expected) => {
  expect(shown).toBe(expected);
});
