import { invalidRequest } from '../feedback/fields.ts';
import type { QueuePlace } from './queue.ts';

/** A place as a text that callers need not understand, URL-safe. */
export function formatCursor({ uncertainty, predicted_at, prediction_id }: QueuePlace): string {
  return Buffer.from(JSON.stringify([uncertainty, predicted_at, prediction_id])).toString('base64url');
}

/** @throws WrongRequestError when it is not a cursor */
export function parseCursor(text: string): QueuePlace {
  const [uncertainty, predicted_at, prediction_id, ...more] = parseArray(text);
  const isPlace =
    typeof uncertainty === 'number' &&
    typeof predicted_at === 'string' &&
    typeof prediction_id === 'string' &&
    more.length === 0;
  if (isPlace) return { uncertainty, predicted_at, prediction_id };
  throw invalidRequest(`cursor: expected the next_cursor of an answer, got "${text.slice(0, 100)}"`);
}

function parseArray(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
