import type { SourceRow } from '../rows/row-source.ts';
import type { QueueMessage } from './message.ts';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** The row that a message is: one JSON object. */
export function messageRow({ id, body }: QueueMessage): SourceRow {
  if (body.length === 0) return { at: id, unreadable: 'expected a JSON object, got an empty message' };
  let json: unknown;
  try {
    json = JSON.parse(UTF_8.decode(body));
  } catch (error) {
    const got = error instanceof SyntaxError ? 'text that is no JSON' : 'bytes that are no UTF-8';
    return { at: id, unreadable: `expected a JSON object, got ${got}` };
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return { at: id, cells: json as Record<string, unknown> };
  const got = Array.isArray(json) ? 'an array' : json === null ? 'null' : `a ${typeof json}`;
  return { at: id, unreadable: `expected a JSON object, got ${got}` };
}
