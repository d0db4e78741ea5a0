import { adjustedAccuracy } from '../../lib/performance/adjusted-accuracy.ts';
import { coverage } from '../../lib/performance/coverage.ts';

const counts = (yes: number, labelledYes: number) => ({
  predictions: { byClass: { no: 100, yes }, byScore: [100, yes] },
  labelled: { byClass: { no: 50, yes: labelledYes }, byScore: [50, labelledYes] },
  eventFrom: 1,
});

test('an answer with less than 5 % of its outcomes leaves recall, false negatives and the area open', () => {
  const open = ['recall', 'false_negatives', 'auc'];
  expect(coverage(counts(1000, 49)).not_identifiable).toEqual(open);
  expect(coverage(counts(1000, 50)).not_identifiable).toEqual([]);
  expect(coverage(counts(1000, 0)).not_identifiable).toEqual(open);
  expect(coverage({ ...counts(1000, 0), labelled: { byClass: {}, byScore: [0, 0] } })).toMatchObject({
    coverage: 0,
    by_class: { no: { labelled: 0, coverage: 0 } },
    not_identifiable: open,
  });
});

test('an answer that was never given leaves nothing open', () => {
  expect(coverage(counts(0, 0))).toMatchObject({
    by_class: { no: { coverage: 0.5 }, yes: { coverage: null } },
    by_score: [{ from: 0, to: 1, predictions: 100, labelled: 50, coverage: 0.5 }],
    not_identifiable: [],
  });
});

test('outcomes that come for some scores more often than for others do not move the post-stratified accuracy', () => {
  const predictions = [1000, 1000, 1000, 1000];
  const accuracy = [0.95, 0.6, 0.7, 0.9];
  // Of the sure answers nearly all have outcomes, of the others few.
  const labelled = [900, 100, 100, 900];
  const correct = labelled.map((n, bin) => n * accuracy[bin]!);
  const found = adjustedAccuracy(predictions, labelled, correct, 2);
  expect(found.post_stratified).toBeCloseTo((0.95 + 0.6 + 0.7 + 0.9) / 4, 12);
  const right = correct.reduce((sum, n) => sum + n, 0);
  expect(right / 2000).toBeGreaterThan(0.89);
  expect(found.worst).toBeCloseTo(right / 4000, 12);
  expect(found.best).toBeCloseTo((right + 2000) / 4000, 12);
});

test('a range of scores without outcomes goes with its neighbour on the same side, and never with the other side', () => {
  const predictions = [100, 100, 100, 100];
  const found = adjustedAccuracy(predictions, [0, 50, 10, 0], [0, 25, 9, 0], 2);
  expect(found.post_stratified).toBeCloseTo(0.5 * 0.5 + 0.5 * 0.9, 12);
  expect(adjustedAccuracy(predictions, [10, 10, 0, 0], [5, 5, 0, 0], 2).post_stratified).toBeNull();
  expect(adjustedAccuracy([0, 0], [0, 0], [0, 0], 1)).toEqual({
    post_stratified: null,
    worst: null,
    best: null,
  });
});
