import type { Entry } from './entry.ts';
import type { LogRecord } from './record.ts';
import type { Series } from './seeding.ts';
import type { SlotObject } from './slot.ts';
import type { Totals } from './totals.ts';

/** A put of the segment whose outcome is not known, or not yet overtaken by one that is. */
export interface Attempt {
  nonce: string;
  lines: string[];
  bytes: number;
  totals: Totals;
  /** What is answered when this put turns out to be in. */
  commits: { commit: Commit; records: LogRecord[] }[];
}

/** One caller waiting for his records to be durable. */
export interface Commit {
  entry: Entry;
  settled: boolean;
  resolve(records: LogRecord[]): void;
  reject(error: unknown): void;
}

/** A segment as its writer knows it: the last state that is certain, and the attempts that may still land on it. */
export interface OpenSegment {
  segment: string;
  hour: string;
  seq: number;
  /** Undefined, like `nonce`, until the segment is known to exist. */
  etag: string | undefined;
  nonce: string | undefined;
  lines: string[];
  bytes: number;
  /** Ids are not used twice, not even those of attempts that failed. */
  nextNumber: number;
  attempts: Attempt[];
  /** An answer is missing: read back before the next put. */
  uncertain: boolean;
  /** Rotation has begun; it is finished before anything else is written. */
  rotating: boolean;
}

/** A segment that nobody has written yet. */
export const newSegment = (segment: string, hour: string, seq: number): OpenSegment => ({
  segment,
  hour,
  seq,
  etag: undefined,
  nonce: undefined,
  lines: [],
  bytes: 0,
  nextNumber: 0,
  attempts: [],
  uncertain: false,
  rotating: false,
});

/** A slot as its writer knows it. */
export interface HeldSlot extends OpenSegment {
  slot: string;
  writer: string;
  pointer: SlotObject;
  pointerEtag: string;
  totals: Totals;
  /** When the put or get that proves `totals` was sent; ms since the epoch. */
  sentAt: number;
  /** Zeros that the gateway has confirmed and the slot object does not know of yet. */
  zeros: { series: Series; at: number } | undefined;
}
