import type { Database } from '../profile/duckdb.ts';
import type { LogKind } from './segments.ts';

/** Requests of one model that were answered with an error. */
export interface Rejections {
  requests: Record<string, number>;
  outcomes: Record<string, number>;
  /** Problems found in requests. */
  checks: { feature: string | null; check: string; count: number }[];
}

export const noRejections = (): Rejections => ({ requests: {}, outcomes: {}, checks: [] });

type ByReason = { model: string; reason: string; n: string };
type ByCheck = { model: string; feature: string | null; check: string; n: string };

/** Counts the rejections of a day, a chunk of its log at a time. */
export class RejectionCounts {
  readonly #requests = new Map<string, number>();
  readonly #outcomes = new Map<string, number>();
  readonly #checks = new Map<string, number>();

  /** Adds those among the lines in a table. */
  async add(database: Database, kind: LogKind, table: string): Promise<void> {
    const reasons = await database.all<ByReason>(
      `SELECT model, reason, CAST(sum(count) AS VARCHAR) AS n FROM ${table} WHERE kind = 'rejected' GROUP BY model, reason`,
    );
    const counts = kind === 'predictions' ? this.#requests : this.#outcomes;
    for (const { model, reason, n } of reasons) add(counts, [model, reason], Number(n));
    if (kind !== 'predictions') return;
    const checks = await database.all<ByCheck>(
      `SELECT model, c.feature AS feature, c."check" AS "check", CAST(sum(c."count") AS VARCHAR) AS n
       FROM (SELECT model, unnest(checks) AS c FROM ${table} WHERE kind = 'rejected')
       WHERE c."check" IS NOT NULL AND c."count" IS NOT NULL
       GROUP BY ALL`,
    );
    for (const { model, feature, check, n } of checks) add(this.#checks, [model, feature, check], Number(n));
  }

  /** In the same order whatever the chunks were. */
  byModel(): Map<string, Rejections> {
    const found = new Map<string, Rejections>();
    const of = (model: string): Rejections => {
      const rejections = found.get(model) ?? noRejections();
      found.set(model, rejections);
      return rejections;
    };
    for (const [[model, reason], count] of inOrder<[string, string]>(this.#requests))
      of(model).requests[reason] = count;
    for (const [[model, reason], count] of inOrder<[string, string]>(this.#outcomes))
      of(model).outcomes[reason] = count;
    for (const [[model, feature, check], count] of inOrder<[string, string | null, string]>(this.#checks))
      of(model).checks.push({ feature, check, count });
    return found;
  }
}

/** Several values as one key of a map. */
const keyOf = (values: readonly (string | null)[]): string => JSON.stringify(values);

function add(counts: Map<string, number>, values: readonly (string | null)[], count: number): void {
  counts.set(keyOf(values), (counts.get(keyOf(values)) ?? 0) + count);
}

const inOrder = <Values>(counts: ReadonlyMap<string, number>): [Values, number][] =>
  [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => [JSON.parse(key) as Values, count]);
