import type { Column } from '../profile/columns.ts';
import { identifier, stringLiteral } from '../profile/sql-text.ts';

/**
 * Relations over the day's NDJSON. A line that is not a JSON object gives a row of NULLs, a value of another type than
 * the schema's is NULL, and blank lines give nothing.
 */
function readLog(directory: string, fields: Record<string, string>): string {
  const columns = Object.entries(fields).map(
    ([name, type]) => `${stringLiteral(name)}: ${stringLiteral(type)}`,
  );
  return `read_json(${stringLiteral(`${directory}/*.ndjson`)}, format = 'newline_delimited', ignore_errors = true, columns = {${columns.join(', ')}})`;
}

/** `features` as one JSON text, for all models; or typed, for the model with these columns. */
const featuresType = (columns?: readonly Column[]): string =>
  columns
    ? `STRUCT(${columns.map(({ feature, type }) => `${identifier(feature)} ${type}`).join(', ')})`
    : 'JSON';

const essentials = (columns?: readonly Column[]): Record<string, string> => ({
  time: 'VARCHAR',
  version: 'VARCHAR',
  features: featuresType(columns),
  label: 'VARCHAR',
  score: 'DOUBLE',
  probabilities: 'DOUBLE[]',
});

const COMMON = { driftgate: 'BIGINT', type: 'VARCHAR', model: 'VARCHAR', id: 'VARCHAR' };

export const predictLog = (directory: string, columns?: readonly Column[]): string =>
  readLog(directory, {
    ...COMMON,
    ...essentials(columns),
    reason: 'VARCHAR',
    checks: 'STRUCT("feature" VARCHAR, "check" VARCHAR, "count" BIGINT)[]',
  });

export function feedbackLog(directory: string, columns?: readonly Column[]): string {
  const prediction = Object.entries(essentials(columns)).map(([name, type]) => `${identifier(name)} ${type}`);
  return readLog(directory, {
    ...COMMON,
    time: 'VARCHAR',
    prediction_id: 'VARCHAR',
    source: 'VARCHAR',
    confidence: 'DOUBLE',
    reviewer: 'VARCHAR',
    actual: 'VARCHAR',
    reason: 'VARCHAR',
    prediction: `STRUCT(${prediction.join(', ')})`,
  });
}

const time = (value: string): string => `TRY_CAST(${value} AS TIMESTAMP)`;

const complete = (of: string): string =>
  [
    `${time(`${of}time`)} IS NOT NULL`,
    ...['version', 'features', 'label', 'score', 'probabilities'].map((name) => `${of}${name} IS NOT NULL`),
    `isfinite(${of}score)`,
  ].join(' AND ');

/** The record has all that its type must have. Never NULL. */
export const COMPLETE_PREDICTION = `(id IS NOT NULL AND model IS NOT NULL AND ${complete('')})`;
export const COMPLETE_OUTCOME = `(id IS NOT NULL AND model IS NOT NULL AND prediction_id IS NOT NULL AND source IS NOT NULL
  AND confidence IS NOT NULL AND actual IS NOT NULL AND ${time('time')} IS NOT NULL
  AND prediction IS NOT NULL AND ${complete('prediction.')})`;

/** The archive's columns of a prediction, from a row of the log. */
export const predictionColumns = (columns: readonly Column[]): string =>
  [
    'id',
    `${time('time')} AS time`,
    'version',
    ...columns.map(({ feature, name }) => `features.${identifier(feature)} AS ${identifier(name)}`),
    'label',
    'score',
    'probabilities',
  ].join(', ');

/** The archive's columns of an outcome: as of its prediction, whose id and time come first, and its own. */
export const outcomeColumns = (columns: readonly Column[]): string =>
  [
    'id',
    `${time('time')} AS time`,
    'prediction_id',
    'source',
    'confidence',
    'reviewer',
    'actual',
    `${time('prediction.time')} AS prediction_time`,
    'prediction.version AS version',
    ...columns.map(
      ({ feature, name }) => `prediction.features.${identifier(feature)} AS ${identifier(name)}`,
    ),
    'prediction.label AS label',
    'prediction.score AS score',
    'prediction.probabilities AS probabilities',
  ].join(', ');
