import { type BodyEvent, readJsonObject } from '../http/body.ts';
import { ProblemError } from '../http/problem.ts';
import { parseId, type RecordPlace } from '../log/id.ts';
import type { FeedbackReason } from '../metrics/reasons.ts';

const MAX_BYTES = 256 * 1024;
const FIELDS = ['prediction_id', 'actual_outcome', 'predicted_outcome'];

/** One outcome as it was sent, checked as far as that is possible without its prediction. */
export interface OutcomeRequest {
  predictionId: string;
  place: RecordPlace;
  /** One of the classes, if it is right. */
  actual: unknown;
  /** What the sender believes was predicted; compared, never believed. */
  predicted: unknown;
}

/** A failure in which the model is known already. */
export class RejectedOutcomeError extends ProblemError {
  readonly model: string | undefined;
  constructor(status: number, reason: FeedbackReason, title: string, detail: string, model?: string) {
    super({ status, reason, title, detail });
    this.model = model;
  }
}

/** Reads `{"prediction_id":"…","actual_outcome":1}` with or without `predicted_outcome`. @throws RejectedOutcomeError */
export function readOutcomeRequest(event: BodyEvent): OutcomeRequest {
  const { object } = readJsonObject(event, MAX_BYTES);
  const unknown = Object.keys(object).filter((field) => !FIELDS.includes(field));
  const missing = FIELDS.slice(0, 2).filter((field) => object[field] === undefined || object[field] === null);
  if (unknown.length > 0 || missing.length > 0) {
    const got = [
      ...missing.map((field) => `no ${field}`),
      ...unknown.map((field) => `the field "${field.slice(0, 60)}"`),
    ];
    const detail = `expected prediction_id, actual_outcome and at most predicted_outcome, got ${got.join(', ')}`;
    throw new RejectedOutcomeError(400, 'invalid_request', 'Fields missing or unknown', detail);
  }
  const { prediction_id, actual_outcome: actual, predicted_outcome: predicted } = object;
  return { ...readId(prediction_id), actual, predicted: predicted ?? undefined };
}

function readId(value: unknown): { predictionId: string; place: RecordPlace } {
  const place = typeof value === 'string' ? parseId(value, 'predict') : undefined;
  if (place) return { predictionId: value as string, place };
  const got = typeof value === 'string' ? `"${value.slice(0, 100)}"` : `a ${typeof value}`;
  const detail = `expected the prediction_id of an answer of /predict, a text like model.2026112107.0003.k3v9x2ab7q.0.17; got ${got}`;
  throw new RejectedOutcomeError(400, 'invalid_id', 'Not a prediction id', detail);
}
