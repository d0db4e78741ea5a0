import type { Database } from '../profile/duckdb.ts';
import { feedbackLog, predictLog } from './log-sql.ts';

/** Requests of one model that were answered with an error. */
export interface Rejections {
  requests: Record<string, number>;
  outcomes: Record<string, number>;
  /** Problems found in requests. */
  checks: { feature: string | null; check: string; count: number }[];
}

export const noRejections = (): Rejections => ({ requests: {}, outcomes: {}, checks: [] });

/** Rejections by model. A directory is undefined where the day has no log of that function. */
export async function readRejections(
  database: Database,
  directories: { predict: string | undefined; feedback: string | undefined },
): Promise<Map<string, Rejections>> {
  const found = new Map<string, Rejections>();
  const of = (model: string): Rejections => {
    const rejections = found.get(model) ?? noRejections();
    found.set(model, rejections);
    return rejections;
  };
  const byReason = (log: string, type: string) =>
    database.all<{ model: string; reason: string; n: bigint }>(
      `SELECT model, reason, count(*) AS n FROM ${log}
       WHERE driftgate IS NULL AND type = '${type}' AND model IS NOT NULL AND reason IS NOT NULL
       GROUP BY model, reason ORDER BY model, reason`,
    );
  if (directories.predict !== undefined) {
    const log = predictLog(directories.predict);
    for (const { model, reason, n } of await byReason(log, 'rejected'))
      of(model).requests[reason] = Number(n);
    const checks = await database.all<{ model: string; feature: string | null; check: string; n: string }>(
      `SELECT model, c.feature AS feature, c."check" AS "check", CAST(sum(c."count") AS VARCHAR) AS n
       FROM (SELECT model, unnest(checks) AS c FROM ${log} WHERE driftgate IS NULL AND type = 'rejected')
       WHERE model IS NOT NULL AND c."check" IS NOT NULL AND c."count" IS NOT NULL
       GROUP BY ALL ORDER BY ALL`,
    );
    for (const { model, feature, check, n } of checks)
      of(model).checks.push({ feature, check, count: Number(n) });
  }
  if (directories.feedback !== undefined) {
    const log = feedbackLog(directories.feedback);
    for (const { model, reason, n } of await byReason(log, 'rejected_outcome')) {
      of(model).outcomes[reason] = Number(n);
    }
  }
  return found;
}
