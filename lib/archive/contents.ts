import type { Database } from '../profile/duckdb.ts';
import { COMPLETE_OUTCOME, COMPLETE_PREDICTION, feedbackLog, predictLog } from './log-sql.ts';
import type { LogName } from './segments.ts';

/**
 * Why lines were not used: not a JSON object with a type (cut off, for example); a record without all its fields; a
 * type that does not belong in this log; a model that the registry does not have; a second record of the same id.
 */
export const SKIP_REASONS = [
  'malformed',
  'incomplete',
  'unknown_type',
  'unknown_model',
  'duplicate_id',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** How many lines of one kind the day's log has, by the model they name. */
export interface LineCount {
  kind: 'header' | 'prediction' | 'outcome' | 'rejected' | SkipReason;
  /** As the line says, whether the registry knows it or not. */
  model: string | null;
  lines: number;
}

/** Counts every line that is not blank exactly once. */
export async function countLines(
  database: Database,
  log: LogName,
  directory: string,
  isKnown: (model: string) => boolean,
): Promise<LineCount[]> {
  const rows = await database.all<{ kind: LineCount['kind']; model: string | null; lines: bigint }>(
    `SELECT kind, model, count(*) AS lines FROM (SELECT CASE
       WHEN driftgate IS NOT NULL THEN 'header'
       WHEN type IS NULL THEN 'malformed'
       ${log === 'predict' ? PREDICT_KINDS : FEEDBACK_KINDS}
       ELSE 'unknown_type' END AS kind, model
     FROM ${log === 'predict' ? predictLog(directory) : feedbackLog(directory)})
     GROUP BY kind, model ORDER BY kind, model`,
  );
  return rows.map(({ kind, model, lines }) => {
    const foreign = model !== null && kind !== 'header' && !isKnown(model) && !isAnyModel(model, kind);
    return { kind: foreign ? 'unknown_model' : kind, model, lines: Number(lines) };
  });
}

/** A rejected request may name no known model, and its record then says `unknown`. */
const isAnyModel = (model: string, kind: LineCount['kind']): boolean =>
  kind === 'rejected' && model === 'unknown';

const PREDICT_KINDS = `
  WHEN type = 'prediction' THEN CASE WHEN ${COMPLETE_PREDICTION} THEN 'prediction' ELSE 'incomplete' END
  WHEN type = 'rejected' THEN CASE WHEN model IS NOT NULL AND reason IS NOT NULL THEN 'rejected' ELSE 'incomplete' END`;
const FEEDBACK_KINDS = `
  WHEN type = 'outcome' THEN CASE WHEN ${COMPLETE_OUTCOME} THEN 'outcome' ELSE 'incomplete' END
  WHEN type = 'rejected_outcome' THEN CASE WHEN model IS NOT NULL AND reason IS NOT NULL THEN 'rejected' ELSE 'incomplete' END`;
