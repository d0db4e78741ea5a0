import type { FeatureValues } from '../log/record.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { featureColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { doubleLiteral, identifier } from '../profile/sql-text.ts';
import type { QueueItem } from './queue.ts';
import { uncertainty } from './uncertainty.ts';

interface Row {
  id: string;
  at: string;
  version: string;
  label: string;
  score: number;
  probabilities: number[];
  [column: string]: unknown;
}

/**
 * The predictions that the model is least sure of, at most `limit`, among archived ones. The threshold is that of the
 * version that is served, whichever answered.
 * @param from a relation with the archive's columns
 */
export async function findCandidates(
  database: Database,
  from: string,
  definition: ModelDefinition,
  limit: number,
): Promise<QueueItem[]> {
  const { task, threshold, classes } = definition;
  const columns = featureColumns(definition);
  const sureness = task === 'binary' ? `abs(score - ${doubleLiteral(threshold!)})` : 'score';
  const features = columns.map(({ name }, i) => `${identifier(name)} AS f${i}`);
  const rows = await database.all<Row>(
    `SELECT id, strftime(time, '%Y-%m-%dT%H:%M:%S.%gZ') AS at, version, label, score, probabilities${features.map((of) => `, ${of}`).join('')}
     FROM ${from} ORDER BY ${sureness}, time, id LIMIT ${limit}`,
  );
  return rows.map((row) => ({
    prediction_id: row.id,
    predicted_at: row.at,
    version: row.version,
    label: classes.find((label) => String(label) === row.label) ?? row.label,
    score: row.score,
    probabilities: row.probabilities,
    features: Object.fromEntries(columns.map(({ feature }, i) => [feature, row[`f${i}`]])) as FeatureValues,
    uncertainty: uncertainty(definition, row.score),
  }));
}
