import type { LogRecord } from './record.ts';

/** Where and when records are cut. */
export interface Cutter {
  /** Milliseconds since the epoch. */
  time: number;
  /** The next id at this place. */
  id(model: string): string;
}

/** Records that become durable together. */
export interface Entry {
  /** Makes the records. Called again, with new ids, when the first place was lost before the records were in. */
  cut(cutter: Cutter): LogRecord[];
  /** Runs before the records are put; when it throws, they are not, and the commit fails with its error. */
  prepare?(records: LogRecord[]): Promise<void>;
  /** Called when records whose commit was reported as failed turn out to be in after all. */
  landedLate?(): void;
}
