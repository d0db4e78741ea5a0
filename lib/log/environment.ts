import type { Store } from '../store/store.ts';
import type { LogRecord } from './record.ts';
import type { Series } from './seeding.ts';
import type { Increment, Totals } from './totals.ts';

/** Totals of a slot as they may be published. */
export interface Snapshot {
  slot: string;
  totals: Totals;
  /** When the commit (or read) that proves these totals was sent; milliseconds since the epoch. */
  sentAt: number;
}

export interface LogSettings {
  /** Idle time after which another writer may take a slot, in ms. Decides whom to ask, never what is correct. */
  idleMs: number;
  /** A segment is rotated once it has this many bytes or records. */
  maxSegmentBytes: number;
  maxSegmentRecords: number;
  /** How long a commit is tried before its request fails, in ms. */
  commitDeadlineMs: number;
  /** How long zeros must have been on the gateway before anything else is, in ms: over one scrape interval. */
  seedingMs: number;
}

/** All that the log protocol touches of the world outside; simulated as a whole in tests. */
export interface LogEnvironment {
  functionName: string;
  store: Store;
  settings: LogSettings;
  /** The series that are seeded with zeros, which whatever is published from now on shows. It may only grow. */
  series: Series;
  /** What a record adds to the totals; a pure function. */
  contribution(record: LogRecord): Increment[];
  /** Publishes a snapshot or a later one of the same slot; true once the gateway has confirmed it. Never throws. */
  publish(snapshot: Snapshot): Promise<boolean>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Ten characters of 0-9a-z, unique. */
  newId(): string;
  sleep(ms: number): Promise<void>;
}
