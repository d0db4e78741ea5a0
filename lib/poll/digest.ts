import { createHmac } from 'node:crypto';
import type { ReadRow } from '../outcomes/row.ts';
import { isOutcome } from '../outcomes/row.ts';

/** 96 bits, keyed, so that nobody who reads the store can try out what a row said. */
export type Digest = (...parts: unknown[]) => string;

export const digestWith =
  (key: string): Digest =>
  (...parts) =>
    createHmac('sha256', key).update(JSON.stringify(parts, sorted)).digest('base64url').slice(0, 16);

/** Of what rows are about: where two share one of a million, one is taken twice. */
const SUBJECT = 8;

/**
 * A row by what it says of an outcome: what else a source writes beside it may differ each time it is read. What it is
 * about comes first.
 */
export function digestOfRow(digest: Digest, row: ReadRow, cells: unknown): string {
  if (!isOutcome(row)) return digest('other', cells);
  const { model, subject, actual, predicted, observed } = row;
  const about = 'entityId' in subject ? ['entity', subject.entityId] : ['prediction', subject.predictionId];
  const said = digest('outcome', model, about, actual, predicted ?? null, observed ?? null);
  return `${digest('subject', model, about).slice(0, SUBJECT)}.${said}`;
}

/** What the row of a digest is about; undefined where that is not known. */
export const subjectOf = (digest: string): string | undefined =>
  digest[SUBJECT] === '.' ? digest.slice(0, SUBJECT) : undefined;

/** Members of JSON have no order. */
function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
