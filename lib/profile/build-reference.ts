import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDefinition } from '../model/definition.ts';
import { calibrate } from '../performance/calibration.ts';
import { rowDeviations } from '../performance/sampling-error.ts';
import { scoredOutcomes } from '../performance/scored-outcomes.ts';
import { seededRandom } from '../statistics/random.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import type { Bins } from './bins.ts';
import type { Database } from './duckdb.ts';
import { meanPositions, standardDeviation } from './moments.ts';
import { profilePredictedRows, writePredictedRows } from './predicted-rows.ts';
import { correctRows } from './profile.ts';
import { type Reference, withHash } from './reference.ts';
import { binsOfRows, numbersOf } from './reference-bins.ts';
import type { ReferenceRow } from './reference-row.ts';

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
  const file = join(directory, 'reference.ndjson');
  await writePredictedRows(file, definition, [rows]);
  const profile = await profilePredictedRows(database, file, definition, bins, 'labelled');
  await rm(file);
  if (profile?.rows !== rows.length || !profile.labels) {
    throw new Error(`${definition.name}: expected ${rows.length} rows in the profile, got ${profile?.rows}`);
  }
  return { ...profile, labels: profile.labels };
}
