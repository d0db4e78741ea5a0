import type { CountedRecord } from '../metrics/contribution.ts';
import type { Database } from '../profile/duckdb.ts';
import { kindOf, type LogKind, type LogName } from './segments.ts';

/** Records that count the same in the same series, as one of them; its score, latency and times are made up. */
export interface CountedRecords {
  record: CountedRecord;
  records: number;
}

interface Group {
  kind: 'prediction' | 'outcome' | 'rejected' | 'erased';
  model: string;
  label: string;
  is_request: boolean;
  source: string;
  actual: string;
  reason: string;
  count: number;
  n: bigint;
}

/** What decides in which series a record is counted, and how often. */
const FIELDS: Record<LogKind, string> = {
  predictions: 'kind, model, label, is_request, reason',
  outcomes: 'kind, model, label, source, actual, reason, CAST(count AS DOUBLE) AS count',
};

/** Counts the records of a day, a chunk of its log at a time, whether the registry knows their models or not. */
export class RecordCounts {
  readonly #logs = new Map<LogName, Map<string, CountedRecords>>();

  /** Adds those among the lines in a table. */
  async add(database: Database, log: LogName, table: string): Promise<void> {
    const kind = kindOf(log);
    const found = await database.all<Group>(
      `SELECT ${FIELDS[kind]}, count(*) AS n FROM ${table}
       WHERE kind IN ('prediction', 'outcome', 'rejected', 'erased') GROUP BY ALL`,
    );
    const groups = this.#logs.get(log) ?? new Map<string, CountedRecords>();
    this.#logs.set(log, groups);
    for (const { n, ...group } of found) {
      const key = JSON.stringify(group);
      const records = (groups.get(key)?.records ?? 0) + Number(n);
      groups.set(key, { record: representative(kind, group), records });
    }
  }

  byLog(): Map<LogName, CountedRecords[]> {
    return new Map([...this.#logs].map(([log, groups]) => [log, [...groups.values()]]));
  }
}

const EPOCH = '1970-01-01T00:00:00.000Z';

function representative(log: LogKind, group: Omit<Group, 'n'>): CountedRecord {
  const { kind, model, label, source, actual, reason, count } = group;
  if (kind === 'rejected') {
    return log === 'predictions'
      ? { type: 'rejected', model, reason }
      : { type: 'rejected_outcome', model, source, reason, count };
  }
  if (log === 'predictions') {
    const request = group.is_request ? { request: { rows: 1, latency_us: 0 } } : {};
    return { type: 'prediction', model, label, score: 0, ...request };
  }
  const prediction = { time: EPOCH, label };
  return { type: 'outcome', time: EPOCH, model, source, actual, prediction };
}
