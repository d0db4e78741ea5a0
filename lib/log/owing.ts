import { StoreUnavailableError } from '../store/errors.ts';
import type { Entry } from './entry.ts';
import type { LogRecord } from './record.ts';

interface Owed {
  record(time: string): LogRecord;
  cancelled: boolean;
}

/**
 * Commits entries, and remembers those that failed: their failure is itself a record, written with the next commit that
 * succeeds. Best effort: what an environment owes that ends without a word is lost.
 */
export class OwingLog {
  readonly #commit: (entry: Entry) => Promise<LogRecord[]>;
  #owed: Owed[] = [];

  constructor(commit: (entry: Entry) => Promise<LogRecord[]>) {
    this.#commit = commit;
  }

  /** Runs something that needs the store before there is a commit; owes `failure` when the store fails. */
  async owing<T>(failure: (time: string) => LogRecord, operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      if (error instanceof StoreUnavailableError) this.#owed.push({ record: failure, cancelled: false });
      throw error;
    }
  }

  /** As LogWriter.commit; `failure` is the record to write later when this commit fails, if there is to be one. */
  async commit(entry: Entry, failure?: (time: string) => LogRecord): Promise<LogRecord[]> {
    const taken = this.#owed.splice(0);
    const own: Owed[] = failure ? [{ record: failure, cancelled: false }] : [];
    let count = 0;
    try {
      const records = await this.#commit({
        cut: (cutter) => {
          const records = entry.cut(cutter);
          count = records.length;
          const time = new Date(cutter.time).toISOString();
          return [...records, ...taken.filter((owed) => !owed.cancelled).map((owed) => owed.record(time))];
        },
        prepare: async (records) => entry.prepare?.(records.slice(0, count)),
        landedLate: () => {
          for (const owed of [...taken, ...own]) owed.cancelled = true;
        },
      });
      return records.slice(0, count);
    } catch (error) {
      this.#owed.push(...taken, ...(error instanceof StoreUnavailableError ? own : []));
      throw error;
    }
  }
}
