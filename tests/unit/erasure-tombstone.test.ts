import { tombstoneOf } from '../../lib/erasure/tombstone.ts';
import type { LogRecord, OutcomeRecord, PredictionRecord } from '../../lib/log/record.ts';
import { addIncrement, emptyTotals } from '../../lib/log/totals.ts';
import { PREDICT_METRICS } from '../../lib/metrics/catalogue-log.ts';
import { contribution } from '../../lib/metrics/contribution.ts';

const PREDICTION: PredictionRecord = {
  type: 'prediction',
  id: 'm.2026112107.0003.k3v9x2ab7q.0.17',
  time: '2026-11-21T07:00:00.000Z',
  model: 'm',
  version: '1.2.3',
  features: { name: 'Xanthippe' },
  label: 1,
  score: 0.731234192848,
  probabilities: [0.268765807152, 0.731234192848],
  request: { rows: 2, latency_us: 1234 },
};
const { type: _, id: prediction_id, model, request: __, ...prediction } = PREDICTION;
const OUTCOME: OutcomeRecord = {
  type: 'outcome',
  id: 'm.2026112109.0001.k3v9x2ab7q.0.0',
  time: '2026-11-21T09:00:00.123Z',
  observed: '2026-11-21T08:00:00.000Z',
  model,
  prediction_id,
  source: 'reviewer',
  confidence: 1,
  reviewer: 'anna',
  note: 'paid back',
  actual: 0,
  prediction,
};

function countsOf(record: LogRecord) {
  const totals = emptyTotals();
  for (const increment of contribution(record)) addIncrement(totals, increment);
  return totals;
}

test('what is left of a prediction is where it lay and what it counted', () => {
  const left = tombstoneOf(PREDICTION);
  expect(left).toEqual({
    type: 'erased_prediction',
    id: PREDICTION.id,
    model: 'm',
    label: 1,
    score: 0.731234,
    request: { rows: 2, latency_us: 1234 },
  });
  expect(countsOf(left!)).toEqual(countsOf(PREDICTION));
});

test('what is left of an outcome does not say of which prediction it was', () => {
  const left = tombstoneOf(OUTCOME);
  expect(left).toEqual({
    type: 'erased_outcome',
    id: OUTCOME.id,
    model: 'm',
    source: 'reviewer',
    actual: 0,
    delay_ms: 7_200_123,
    prediction: { label: 1 },
  });
  expect(countsOf(left!)).toEqual(countsOf(OUTCOME));
});

test('an outcome that came before its prediction by the clocks counts the same', () => {
  const early = { ...OUTCOME, time: '2026-11-21T06:59:59.000Z' };
  expect(tombstoneOf(early)).toMatchObject({ delay_ms: 0 });
  expect(countsOf(tombstoneOf(early)!)).toEqual(countsOf(early));
});

test('a score keeps more digits only where it would count in another bucket without', () => {
  const bound = PREDICT_METRICS.values.buckets[2]!;
  const above = { ...PREDICTION, score: bound + 1e-9 };
  expect(tombstoneOf(above)).toMatchObject({ score: above.score });
  expect(countsOf(tombstoneOf(above)!)).toEqual(countsOf(above));
  const below = { ...PREDICTION, score: bound - 1e-9 };
  expect(tombstoneOf(below)).toMatchObject({ score: bound });
  expect(countsOf(tombstoneOf(below)!)).toEqual(countsOf(below));
});

test('nothing else leaves a tombstone', () => {
  const time = PREDICTION.time;
  expect(tombstoneOf({ type: 'rejected', time, model, reason: 'x', checks: [] })).toBeUndefined();
  expect(tombstoneOf({ type: 'rejected_outcome', time, model, source: 'api', reason: 'x' })).toBeUndefined();
  expect(tombstoneOf(tombstoneOf(PREDICTION)!)).toBeUndefined();
});
