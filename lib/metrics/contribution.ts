import type {
  ErasedOutcomeRecord,
  ErasedPredictionRecord,
  OutcomeRecord,
  PredictionEssentials,
  PredictionRecord,
  RejectedOutcomeRecord,
  RejectedRecord,
} from '../log/record.ts';
import type { Increment } from '../log/totals.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from './catalogue-log.ts';
import type { MetricDefinition } from './definition.ts';

/** What of a record counts: a record with these fields adds the same, whatever its others are. */
export type CountedRecord =
  | CountedPrediction
  | Pick<RejectedRecord, 'type' | 'model' | 'reason'>
  | CountedOutcome
  | CountedRejection
  | Omit<ErasedPredictionRecord, 'id'>
  | Omit<ErasedOutcomeRecord, 'id'>;

type CountedPrediction = Pick<PredictionRecord, 'type' | 'model' | 'label' | 'score' | 'request'>;

type CountedRejection = Pick<RejectedOutcomeRecord, 'type' | 'model' | 'source' | 'reason' | 'count'>;

interface CountedOutcome extends Pick<OutcomeRecord, 'type' | 'time' | 'model' | 'source' | 'actual'> {
  prediction: Pick<PredictionEssentials, 'time' | 'label'>;
}

/** What a record adds to the totals of its slot: a function of the record alone, so that any audit can repeat it. */
export function contribution(record: CountedRecord): Increment[] {
  switch (record.type) {
    case 'prediction':
    case 'erased_prediction':
      return ofPrediction(record);
    case 'rejected':
      return [
        count(PREDICT_METRICS.requests, record.model),
        count(PREDICT_METRICS.errors, record.model, record.reason),
      ];
    case 'outcome':
      return ofOutcome(record, Math.max(0, Date.parse(record.time) - Date.parse(record.prediction.time)));
    case 'erased_outcome':
      return ofOutcome(record, record.delay_ms);
    case 'rejected_outcome':
      return [ofRejectedOutcome(record)];
  }
}

function ofPrediction({ model, label, score, request }: Omit<CountedPrediction, 'type'>): Increment[] {
  const increments = [
    count(PREDICT_METRICS.byClass, model, String(label)),
    observe(PREDICT_METRICS.values, score, model),
  ];
  if (!request) return increments;
  return [
    ...increments,
    count(PREDICT_METRICS.requests, model),
    count(PREDICT_METRICS.success, model),
    observe(PREDICT_METRICS.latency, request.latency_us / 1e6, model),
  ];
}

function ofOutcome(
  { model, source, actual, prediction }: Omit<ErasedOutcomeRecord, 'type' | 'id' | 'delay_ms'>,
  delayMs: number,
): Increment[] {
  const increments = [
    count(FEEDBACK_METRICS.outcomes, model, source),
    count(FEEDBACK_METRICS.confusion, model, String(actual), String(prediction.label)),
    observe(FEEDBACK_METRICS.delay, delayMs / 1000, model),
  ];
  if (actual === prediction.label) increments.push(count(FEEDBACK_METRICS.correct, model, source));
  return increments;
}

function ofRejectedOutcome({ model, source, reason, count: amount = 1 }: CountedRejection): Increment {
  return { ...count(FEEDBACK_METRICS.rejected, model, source, reason), amount };
}

const count = ({ name }: MetricDefinition, ...labels: string[]) => ({
  metric: name,
  labels,
  amount: 1,
});

const observe = (
  { name, buckets }: MetricDefinition & { buckets: readonly number[] },
  observation: number,
  ...labels: string[]
): Increment => ({ metric: name, labels, bounds: buckets, observation });
