import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { EXPECTED, entityIdOf } from '../entities/entity-id.ts';
import { type BodyEvent, readJsonObject } from '../http/body.ts';
import type { RowResult } from '../outcomes/batch.ts';
import { isToCome, parseTime } from '../outcomes/parse-time.ts';
import type { OutcomeRow, ReadRow } from '../outcomes/row.ts';
import { answerBatch, answerOne } from './answer.ts';
import { expectFields, invalidRequest, kindOf, readPredictionId, WrongRequestError } from './fields.ts';

const MAX_BYTES = 1024 * 1024;
/** Of one request. */
export const MAX_OUTCOMES = 1000;

/** Outcomes as they were sent, checked as far as that is possible without their predictions. */
export interface FeedbackRequest {
  rows: ReadRow[];
  /** @param results of the rows, in order */
  answer(results: readonly RowResult[]): APIGatewayProxyStructuredResultV2;
}

/**
 * Reads `{"prediction_id":"…","actual_outcome":1}`, or `{"entity_id":"…","model":"…","actual_outcome":1}`, with or without
 * `predicted_outcome` and `observed_at`, or up to 1,000 of them as `{"outcomes":[…]}`, where what is wrong with one is a
 * result and no error.
 * @param now milliseconds since the epoch
 * @throws ProblemError
 */
export function readFeedbackRequest(event: BodyEvent, now: number): FeedbackRequest {
  const { object } = readJsonObject(event, MAX_BYTES);
  if (!Object.hasOwn(object, 'outcomes'))
    return { rows: [readOutcome('body', object, now)], answer: answerOne };
  expectFields(object, ['outcomes'], []);
  const { outcomes } = object;
  const count = Array.isArray(outcomes) ? outcomes.length : undefined;
  if (count === undefined || count < 1 || count > MAX_OUTCOMES) {
    const got = count ?? kindOf(outcomes);
    throw invalidRequest(`outcomes: expected 1 to ${MAX_OUTCOMES} of them, got ${got}`);
  }
  return { rows: (outcomes as unknown[]).map((outcome, i) => readRow(outcome, i, now)), answer: answerBatch };
}

function readRow(value: unknown, i: number, now: number): ReadRow {
  const at = `outcomes[${i}]`;
  try {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return readOutcome(at, value as Record<string, unknown>, now);
    throw invalidRequest(`expected an object, got ${kindOf(value)}`);
  } catch (error) {
    if (!(error instanceof WrongRequestError)) throw error;
    return { at, model: undefined, reason: error.reason, detail: error.message, retryable: false };
  }
}

/** @throws WrongRequestError */
function readOutcome(at: string, object: Record<string, unknown>, now: number): OutcomeRow {
  const required = Object.hasOwn(object, 'entity_id') ? ['entity_id', 'model'] : ['prediction_id'];
  expectFields(object, [...required, 'actual_outcome'], ['predicted_outcome', 'observed_at']);
  const { actual_outcome: actual, predicted_outcome: predicted } = object;
  const { model, subject } = readSubject(object);
  const observed = readObserved(object.observed_at, now);
  return {
    at,
    model,
    subject,
    actual,
    predicted: predicted ?? undefined,
    ...(observed !== undefined && { observed }),
  };
}

function readSubject({
  prediction_id,
  entity_id,
  model,
}: Record<string, unknown>): Pick<OutcomeRow, 'model' | 'subject'> {
  if (entity_id === undefined) {
    const subject = readPredictionId(prediction_id);
    return { model: subject.place.model, subject };
  }
  const entityId = entityIdOf(entity_id);
  if (entityId === undefined) {
    const got = typeof entity_id === 'string' ? `a text of ${[...entity_id].length}` : kindOf(entity_id);
    throw new WrongRequestError('invalid_id', `expected entity_id to be ${EXPECTED}, got ${got}`);
  }
  if (typeof model !== 'string') throw invalidRequest(`expected model to be a text, got ${kindOf(model)}`);
  return { model, subject: { entityId } };
}

function readObserved(value: unknown, now: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  const time = parseTime(value, undefined);
  if (time !== undefined && !isToCome(time, now)) return time;
  const got = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : kindOf(value);
  throw invalidRequest(`observed_at: expected a time such as 2026-11-21T07:30:00Z, not to come, got ${got}`);
}
