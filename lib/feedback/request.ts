import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type BodyEvent, readJsonObject } from '../http/body.ts';
import type { RowResult } from '../outcomes/batch.ts';
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
 * Reads `{"prediction_id":"…","actual_outcome":1}` with or without `predicted_outcome`, or up to 1,000 of them as
 * `{"outcomes":[…]}`, where what is wrong with one is a result and no error. @throws ProblemError
 */
export function readFeedbackRequest(event: BodyEvent): FeedbackRequest {
  const { object } = readJsonObject(event, MAX_BYTES);
  if (!Object.hasOwn(object, 'outcomes')) return { rows: [readOutcome('body', object)], answer: answerOne };
  expectFields(object, ['outcomes'], []);
  const { outcomes } = object;
  const count = Array.isArray(outcomes) ? outcomes.length : undefined;
  if (count === undefined || count < 1 || count > MAX_OUTCOMES) {
    const got = count ?? kindOf(outcomes);
    throw invalidRequest(`outcomes: expected 1 to ${MAX_OUTCOMES} of them, got ${got}`);
  }
  return { rows: (outcomes as unknown[]).map(readRow), answer: answerBatch };
}

function readRow(value: unknown, i: number): ReadRow {
  const at = `outcomes[${i}]`;
  try {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return readOutcome(at, value as Record<string, unknown>);
    throw invalidRequest(`expected an object, got ${kindOf(value)}`);
  } catch (error) {
    if (!(error instanceof WrongRequestError)) throw error;
    return { at, model: undefined, reason: error.reason, detail: error.message, retryable: false };
  }
}

/** @throws WrongRequestError */
function readOutcome(at: string, object: Record<string, unknown>): OutcomeRow {
  expectFields(object, ['prediction_id', 'actual_outcome'], ['predicted_outcome']);
  const { prediction_id, actual_outcome: actual, predicted_outcome: predicted } = object;
  const subject = readPredictionId(prediction_id);
  return { at, model: subject.place.model, subject, actual, predicted: predicted ?? undefined };
}
