import type { MappedSource } from '../outcomes/source.ts';

/** Where a row stands, as its kind of source needs it to forget rows again. */
export type Tag = string | number;

/** A row by its digest: what it says cannot be read from it. */
export type Mark = readonly [digest: string, tag: Tag];

/** Rows that one attempt was about to take together. */
export interface Plan {
  /** Of this attempt alone, so that nobody else can have taken them under its key. */
  id: string;
  marks: readonly Mark[];
}

/** `polls/<source>.json`: how far the polls of a source have come. Replaced by conditional puts only. */
export interface PollState<Position> {
  /** Mark of whoever wrote it. */
  nonce: string;
  /** What the position is of: that of another kind, or another watermark, means nothing. */
  of: string;
  /** Made with the state: keys of an earlier state that was deleted are not used again. */
  id: string;
  /** Of the batch that is taken next; with `id` its key. */
  sequence: number;
  /** All attempts at that batch of which it is not known whether they took it; at most one did. */
  plans: readonly Plan[];
  /** Rows that were taken and may be read again. */
  seen: readonly Mark[];
  /** Rows whose predictions were not visible yet, with when that was first found; milliseconds since the epoch. */
  waiting: readonly (readonly [digest: string, since: number])[];
  position: Position;
}

export const positionOf = (source: MappedSource): string =>
  source.kind === 'database' ? `database ${source.database.watermark}` : source.kind;

export const pollKey = (source: string): string => `polls/${source}.json`;
