import { answerOne } from '../feedback/answer.ts';
import { expectFields, invalidRequest, kindOf, readPredictionId } from '../feedback/fields.ts';
import type { FeedbackRequest } from '../feedback/request.ts';
import { type BodyEvent, readJsonObject } from '../http/body.ts';

const MAX_BYTES = 256 * 1024;
export const MAX_REVIEWER = 100;
/** A remark, not a document: it is stored beside the outcome, and shown nowhere. */
export const MAX_NOTE = 1000;

/**
 * Reads `{"reviewer_id":"…","prediction_id":"…","validated_outcome":1}` with or without a `note`.
 * @throws WrongRequestError
 */
export function readReviewRequest(event: BodyEvent): FeedbackRequest {
  const { object } = readJsonObject(event, MAX_BYTES);
  expectFields(object, ['reviewer_id', 'prediction_id', 'validated_outcome'], ['note']);
  const { reviewer_id, prediction_id, validated_outcome: actual } = object;
  const reviewer = readReviewer(reviewer_id);
  const note = readNote(object.note ?? '');
  const subject = readPredictionId(prediction_id);
  const row = { at: 'body', model: subject.place.model, subject, actual, reviewer };
  return { rows: [{ ...row, ...(note !== '' && { note }) }], answer: answerOne };
}

/** Who reviews: one line without space around it. @throws WrongRequestError */
export function readReviewer(value: unknown): string {
  const isName =
    typeof value === 'string' &&
    value.length <= MAX_REVIEWER &&
    value.isWellFormed() &&
    /^[^\s\p{C}](?:[^\p{C}\p{Zl}\p{Zp}]*[^\s\p{C}])?$/u.test(value);
  if (isName) return value;
  const expected = `a text of 1 to ${MAX_REVIEWER} characters on one line, without space around it`;
  throw invalidRequest(`reviewer_id: expected ${expected}, got ${shown(value)}`);
}

function readNote(value: unknown): string {
  if (typeof value === 'string' && value.length <= MAX_NOTE && value.isWellFormed()) return value.trim();
  const detail = `note: expected a text of at most ${MAX_NOTE} characters, got ${shown(value)}`;
  throw invalidRequest(detail);
}

/** Of whom and what it says nothing: messages end up in logs. */
const shown = (value: unknown): string =>
  typeof value === 'string' ? `a text of ${value.length}` : kindOf(value);
