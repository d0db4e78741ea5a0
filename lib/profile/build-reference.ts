import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDefinition } from '../model/definition.ts';
import { calibrate } from '../performance/calibration.ts';
import { rowDeviations } from '../performance/sampling-error.ts';
import { scoredOutcomes } from '../performance/scored-outcomes.ts';
import { seededRandom } from '../statistics/random.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import type { Bins } from './bins.ts';
import { featureColumns } from './columns.ts';
import type { Database } from './duckdb.ts';
import { foldProfiles, type ProfileRow } from './fold.ts';
import { labelSource } from './label-source.ts';
import { meanPositions, standardDeviation } from './moments.ts';
import { correctRows } from './profile.ts';
import { type Reference, withHash } from './reference.ts';
import { binsOfRows, numbersOf } from './reference-bins.ts';
import type { ReferenceRow } from './reference-row.ts';
import { profileSql } from './sql.ts';
import { identifier, stringLiteral } from './sql-text.ts';

/** From fewer rows nothing is learnt of what a score is worth. */
const CALIBRATION_ROWS = 100;

/**
 * The reference of these rows: bins from their values, everything counted over them by the same SQL that profiles
 * production. @throws RangeError without rows.
 */
export async function buildReference(
  database: Database,
  directory: string,
  definition: ModelDefinition,
  rows: readonly ReferenceRow[],
  source: string,
): Promise<Reference> {
  if (rows.length === 0)
    throw new RangeError(`${definition.name}: expected rows for the reference, got none`);
  const scores = rows.map(({ score }) => score);
  const bins = binsOfRows(definition, rows);
  const numeric = Object.entries(bins.features).flatMap(([name, of]) =>
    of.kind === 'numeric' ? [{ name, of, values: numbersOf(name, rows) }] : [],
  );
  const profile = await count(database, directory, definition, rows, bins);
  const correct = correctRows(profile.labels);
  const outcomes = scoredOutcomes(definition, bins.score, profile.labels);
  const scorePositions = meanPositions(bins.score, scores);
  const random = seededRandom(`reference of ${definition.name} ${definition.version}`);
  return withHash({
    format: 2,
    model: definition.name,
    version: definition.version,
    source,
    bins,
    positions: {
      features: Object.fromEntries(numeric.map(({ name, of, values }) => [name, meanPositions(of, values)])),
      score: scorePositions,
    },
    standard_deviations: {
      features: Object.fromEntries(numeric.map(({ name, values }) => [name, standardDeviation(values)])),
      score: standardDeviation(scores),
    },
    profile,
    performance: {
      rows: profile.rows,
      correct,
      accuracy: correct / profile.rows,
      accuracy_interval: wilsonInterval(correct, profile.rows)!,
      row_deviations: rowDeviations(random, outcomes, scorePositions),
    },
    calibration: profile.rows < CALIBRATION_ROWS ? null : calibrate(random, outcomes),
  });
}

async function count(
  database: Database,
  directory: string,
  definition: ModelDefinition,
  rows: readonly ReferenceRow[],
  bins: Bins,
): Promise<Reference['profile']> {
  const columns = featureColumns(definition);
  const file = join(directory, 'reference.ndjson');
  const lines = rows.map(({ features, label, score, probabilities, actual }) =>
    JSON.stringify({
      version: definition.version,
      label: String(label),
      actual: String(actual),
      score,
      probabilities,
      values: features,
    }),
  );
  await writeFile(file, `${lines.join('\n')}\n`);
  const struct = columns.map(({ feature, type }) => `${identifier(feature)} ${type}`).join(', ');
  const select = columns.map(({ feature, name }) => `values.${identifier(feature)} AS ${identifier(name)}`);
  const from = `(
    SELECT version, label, actual, score, probabilities, ${select.join(', ')}
    FROM read_json(${stringLiteral(file)}, format = 'newline_delimited', columns = {
      version: 'VARCHAR', label: 'VARCHAR', actual: 'VARCHAR', score: 'DOUBLE', probabilities: 'DOUBLE[]', values: ${stringLiteral(`STRUCT(${struct})`)}
    })
  ) AS reference`;
  const groups = await database.all<ProfileRow>(
    profileSql(bins, { from, columns, labels: labelSource(definition) }),
  );
  await rm(file);
  const profile = foldProfiles(bins, columns, groups).get(definition.version);
  if (profile?.rows !== rows.length || !profile.labels) {
    throw new Error(`${definition.name}: expected ${rows.length} rows in the profile, got ${profile?.rows}`);
  }
  return { ...profile, labels: profile.labels };
}
