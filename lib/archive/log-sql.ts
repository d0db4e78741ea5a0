import { type Column, OWN_COLUMNS } from '../profile/columns.ts';
import { identifier, stringLiteral } from '../profile/sql-text.ts';
import type { Chunk } from './chunks.ts';
import { type OtherColumn, pointerTo } from './other-features.ts';
import type { LogKind } from './segments.ts';

const ESSENTIALS = {
  time: 'VARCHAR',
  version: 'VARCHAR',
  features: 'JSON',
  label: 'VARCHAR',
  score: 'DOUBLE',
  probabilities: 'DOUBLE[]',
};

/** A log has records of all models: what differs between them, the features, stays JSON here. */
const FIELDS: Record<LogKind, Record<string, string>> = {
  predictions: {
    ...ESSENTIALS,
    request: 'STRUCT("rows" BIGINT)',
    reason: 'VARCHAR',
    checks: 'STRUCT("feature" VARCHAR, "check" VARCHAR, "count" BIGINT)[]',
  },
  outcomes: {
    time: 'VARCHAR',
    observed: 'VARCHAR',
    prediction_id: 'VARCHAR',
    source: 'VARCHAR',
    confidence: 'DOUBLE',
    reviewer: 'VARCHAR',
    actual: 'VARCHAR',
    reason: 'VARCHAR',
    count: 'BIGINT',
    prediction: `STRUCT(${Object.entries(ESSENTIALS)
      .map(([name, type]) => `${name} ${type}`)
      .join(', ')})`,
  },
};

/**
 * The lines of a chunk as NDJSON. A line that is not a JSON object gives a row of NULLs, a value of another type than
 * the schema's is NULL, and blank lines give nothing.
 */
function readLog(kind: LogKind, { file, longestSegment }: Chunk): string {
  const fields = { driftgate: 'BIGINT', type: 'VARCHAR', model: 'VARCHAR', id: 'VARCHAR', ...FIELDS[kind] };
  const columns = Object.entries(fields).map(
    ([name, type]) => `${stringLiteral(name)}: ${stringLiteral(type)}`,
  );
  // A longer line would end the job; and DuckDB takes twice as much memory for each thread.
  const longest = Math.max(longestSegment, SMALLEST_LIMIT);
  return `read_json(${stringLiteral(file)}, format = 'newline_delimited', ignore_errors = true,
    maximum_object_size = ${longest}, columns = {${columns.join(', ')}})`;
}

const SMALLEST_LIMIT = 1024 * 1024;

const time = (value: string): string => `TRY_CAST(${value} AS TIMESTAMP)`;

const complete = (of: string): string =>
  [
    `${time(`${of}time`)} IS NOT NULL`,
    ...['version', 'label', 'score', 'probabilities'].map((name) => `${of}${name} IS NOT NULL`),
    `isfinite(${of}score)`,
    `coalesce(starts_with(${of}features, '{'), false)`,
  ].join(' AND ');

/** The record has all that its type must have. Never NULL. */
const COMPLETE_PREDICTION = `(id IS NOT NULL AND model IS NOT NULL AND ${complete('')})`;
const COMPLETE_OUTCOME = `(id IS NOT NULL AND model IS NOT NULL AND prediction_id IS NOT NULL AND source IS NOT NULL
  AND confidence IS NOT NULL AND actual IS NOT NULL AND ${time('time')} IS NOT NULL
  AND prediction IS NOT NULL AND ${complete('prediction.')})`;
const COMPLETE_REJECTION = '(model IS NOT NULL AND reason IS NOT NULL)';
/** What is left of records that were erased counts, and does not go into the archive. */
const COMPLETE_ERASED_PREDICTION = '(id IS NOT NULL AND model IS NOT NULL AND label IS NOT NULL)';
const COMPLETE_ERASED_OUTCOME = `(id IS NOT NULL AND model IS NOT NULL AND source IS NOT NULL AND actual IS NOT NULL
  AND prediction.label IS NOT NULL)`;

const record = (type: string, complete: string, kind: string): string =>
  `WHEN type = '${type}' THEN CASE WHEN ${complete} THEN '${kind}' ELSE 'incomplete' END`;

const KINDS: Record<LogKind, string> = {
  predictions: `${record('prediction', COMPLETE_PREDICTION, 'prediction')} ${record('rejected', COMPLETE_REJECTION, 'rejected')}
    ${record('erased_prediction', COMPLETE_ERASED_PREDICTION, 'erased')}`,
  outcomes: `${record('outcome', COMPLETE_OUTCOME, 'outcome')} ${record('rejected_outcome', COMPLETE_REJECTION, 'rejected')}
    ${record('erased_outcome', COMPLETE_ERASED_OUTCOME, 'erased')}`,
};

const COLUMNS: Record<LogKind, string> = {
  predictions: `id, ${time('time')} AS time, version, features, label, score, probabilities, reason, 1 AS count, checks,
    request IS NOT NULL AS is_request`,
  outcomes: `id, ${time('time')} AS time, ${time('observed')} AS observed, prediction_id, source, confidence, reviewer, actual,
    ${time('prediction.time')} AS prediction_time, prediction.version AS version, prediction.features AS features,
    prediction.label AS label, prediction.score AS score, prediction.probabilities AS probabilities, reason,
    coalesce(count, 1) AS count`,
};

/** Every line of a chunk that is not blank, with the kind (as `LineCount`) of what it says. */
export const linesSql = (kind: LogKind, chunk: Chunk): string =>
  `SELECT CASE WHEN driftgate IS NOT NULL THEN 'header' WHEN type IS NULL THEN 'malformed' ${KINDS[kind]}
     ELSE 'unknown_type' END AS kind, model, ${COLUMNS[kind]}
   FROM ${readLog(kind, chunk)}`;

/** The records that go into the archive. */
export const ARCHIVED_KIND = { predictions: 'prediction', outcomes: 'outcome' } as const;

/** The archived lines of one model. */
export const modelLinesSql = (lines: string, kind: LogKind, model: string): string =>
  `${lines} WHERE kind = '${ARCHIVED_KIND[kind]}' AND model = ${stringLiteral(model)}`;

/** The archive's rows of one model, from a relation of lines; features of other versions come last, as JSON. */
export function archivedSql(
  lines: string,
  kind: LogKind,
  model: string,
  columns: readonly Column[],
  others: readonly OtherColumn[],
): string {
  const structure = JSON.stringify(Object.fromEntries(columns.map(({ feature, type }) => [feature, type])));
  const features = columns.map(({ feature, name }) => `known.${identifier(feature)} AS ${identifier(name)}`);
  const more = others.map(
    ({ feature, name }) =>
      `CAST(json_extract(features, ${pointerTo(feature)}) AS VARCHAR) AS ${identifier(name)}`,
  );
  return `SELECT ${[...OWN_COLUMNS[kind], ...features, ...OWN_COLUMNS.answer, ...more].join(', ')}
    FROM (SELECT *, from_json(features, ${stringLiteral(structure)}) AS known FROM ${modelLinesSql(lines, kind, model)})`;
}
