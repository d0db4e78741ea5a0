import type { ModelDefinition } from '../../lib/model/definition.ts';
import { realisedPerformance } from '../../lib/performance/realised.ts';
import { firstEventBin, scoredOutcomes } from '../../lib/performance/scored-outcomes.ts';
import type { NumericBins } from '../../lib/profile/bins.ts';
import type { LabelCounts } from '../../lib/profile/profile.ts';
import { seededRandom } from '../../lib/statistics/random.ts';
import { ALPHA } from '../support/nightly-fixture.ts';

const random = () => seededRandom('realised');
const bins: NumericBins = { kind: 'numeric', edges: [0, 0.5, 0.8], coarse_edges: [], quartile_edges: [] };

/** Six rows: scores 0.2 0.4 | 0.6 0.7 | 0.9 0.9, of which 0.4, 0.7 and one 0.9 are positive. */
const labels: LabelCounts = {
  confusion: { '0': { '0': 1, '1': 2 }, '1': { '0': 1, '1': 2 } },
  correct: {},
  score: { '0': [0, 0, 1, 1, 1], '1': [0, 0, 1, 1, 1] },
  score_correct: [0, 0, 1, 1, 1],
  squared_error: '1800000000',
  log_loss: '4200000000',
  pairs: [],
};
const score = { counts: [0, 0, 2, 2, 2], sums: ['0', '0', '600000000', '1300000000', '1800000000'] };

test('two classes', () => {
  const found = realisedPerformance(random(), ALPHA, bins, { score, labels });
  expect(found).toMatchObject({
    labelled: 6,
    correct: 3,
    accuracy: 0.5,
    confusion: labels.confusion,
    by_class: {
      '0': { actual: 3, predicted: 2, precision: 1 / 2, recall: 1 / 3, f1: 0.4 },
      '1': { actual: 3, predicted: 4, precision: 1 / 2, recall: 2 / 3, f1: 4 / 7 },
    },
    macro: { precision: 1 / 2, recall: 1 / 2, f1: (0.4 + 4 / 7) / 2 },
    auc: { value: 0.5, bound: 1 / 6 },
    log_loss: 4.2 / 6,
    brier_score: 1.8 / 6,
    best_constant: { class: '0', accuracy: 0.5 },
  });
  expect(Object.keys(found.auc_by_class)).toEqual(['1']);
  // |1 − 0.6| + |1 − 1.3| + |1 − 1.8| over six rows.
  expect(found.calibration.error).toBeCloseTo(1.5 / 6, 12);
  expect(found.calibration.limit).toBeGreaterThan(found.calibration.error!);
  expect(found.calibration.groups).toHaveLength(3);
});

test('more than two classes: each against the rest, and the confidence against the right answers', () => {
  const definition: ModelDefinition = { ...ALPHA, task: 'multiclass', classes: ['a', 'b', 'c'] };
  const found = realisedPerformance(random(), definition, bins, {
    score,
    labels: {
      ...labels,
      confusion: { a: { a: 2, b: 1 }, b: { b: 1 }, c: { a: 2 } },
      score: { a: [0, 0, 1, 1, 1], b: [0, 0, 1, 0, 0], c: [0, 0, 0, 1, 1] },
      classes: {
        a: { rows: [0, 0, 2, 2, 2], actual: [0, 0, 0, 1, 2] },
        b: { rows: [0, 0, 5, 1, 0], actual: [0, 0, 0, 1, 0] },
        c: { rows: [0, 0, 6, 0, 0], actual: [0, 0, 2, 0, 0] },
      },
    },
  });
  expect(found).toMatchObject({
    accuracy: 0.5,
    macro: { precision: (2 / 4 + 1 / 2) / 2, recall: (2 / 3 + 1 + 0) / 3 },
    best_constant: { class: 'a', accuracy: 0.5 },
  });
  expect(found.by_class.c).toMatchObject({ predicted: 0, precision: null, recall: 0, f1: 0 });
  // Of a: 2 + 1 of 3 negatives below the two at the top, 2 + ½ below the one in the middle.
  expect(found.auc_by_class.a!.value).toBeCloseTo((3 + 3 + 2.5) / 9, 12);
  expect(found.auc_by_class.b).toEqual({ value: 1, bound: 0 });
  expect(found.auc_by_class.c).toEqual({ value: 0.5, bound: 0.5 });
  expect(found.auc!.value).toBeCloseTo((8.5 / 9 + 1.5) / 3, 12);
  expect(found.calibration.groups.map(({ observed }) => observed)).toEqual([1, 1, 1]);
});

test('without outcomes everything is undefined, and nothing fails', () => {
  const zeros = [0, 0, 0, 0, 0];
  const found = realisedPerformance(random(), ALPHA, bins, {
    score: { counts: zeros, sums: zeros.map(String) },
    labels: { ...labels, confusion: {}, score: {}, score_correct: zeros, squared_error: '0', log_loss: '0' },
  });
  expect(found).toMatchObject({
    labelled: 0,
    accuracy: null,
    accuracy_interval: null,
    macro: { precision: null, recall: null, f1: null },
    auc: null,
    auc_by_class: { '1': null },
    log_loss: null,
    brier_score: null,
    calibration: { error: null, limit: null, groups: [] },
    best_constant: null,
  });
});

test('outcomes by bin, and the bin from which on the positive class is answered', () => {
  expect(scoredOutcomes(ALPHA, bins, labels)).toEqual({
    rows: [0, 0, 2, 2, 2],
    events: [0, 0, 1, 1, 1],
    eventFrom: 3,
  });
  expect(firstEventBin({ task: 'binary', threshold: 0 }, bins)).toBe(2);
  expect(firstEventBin({ task: 'multiclass' }, bins)).toBe(0);
  expect(() => firstEventBin({ task: 'binary', threshold: 0.4 }, bins)).toThrow(
    'expected a bin that begins at the decision threshold 0.4, got none',
  );
});
