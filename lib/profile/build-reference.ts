import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureValues } from '../log/record.ts';
import type { ClassLabel, Feature, ModelDefinition } from '../model/definition.ts';
import { storedFeatures } from '../model/text-features.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { type Bins, binCount, type FeatureBins, type NumericBins, widthBucket } from './bins.ts';
import { categoricalBins } from './categorical-bins.ts';
import { featureColumns, profiledAs } from './columns.ts';
import type { Database } from './duckdb.ts';
import { foldProfiles, type ProfileRow } from './fold.ts';
import { numericBins } from './numeric-bins.ts';
import { correctRows } from './profile.ts';
import { type Reference, withHash } from './reference.ts';
import { profileSql } from './sql.ts';
import { identifier, stringLiteral } from './sql-text.ts';

/** A labelled row with the model's answer to it, and with the numbers of its texts. */
export interface ReferenceRow {
  features: FeatureValues;
  label: ClassLabel;
  score: number;
  actual: ClassLabel;
}

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
  const { threshold } = definition;
  const bins: Bins = {
    features: Object.fromEntries(
      storedFeatures(definition).flatMap((feature) => {
        const of = featureBins(feature, rows);
        return of ? [[feature.name, of] as const] : [];
      }),
    ),
    score: numericBins(scores, threshold === undefined ? [] : [threshold]),
  };
  const profile = await count(database, directory, definition, rows, bins);
  const correct = correctRows(profile.labels);
  return withHash({
    format: 1,
    model: definition.name,
    version: definition.version,
    source,
    bins,
    positions: {
      features: Object.fromEntries(
        Object.entries(bins.features).flatMap(([name, of]) =>
          of.kind === 'numeric' ? [[name, positions(of, numbers(name, rows))] as const] : [],
        ),
      ),
      score: positions(bins.score, scores),
    },
    profile,
    performance: {
      rows: profile.rows,
      correct,
      accuracy: correct / profile.rows,
      accuracy_interval: wilsonInterval(correct, profile.rows)!,
    },
  });
}

function featureBins(feature: Feature, rows: readonly ReferenceRow[]): FeatureBins | undefined {
  const as = profiledAs(feature);
  if (typeof as === 'object') return undefined;
  if (as === 'numeric') return numericBins(numbers(feature.name, rows));
  const values = rows.map(({ features }) => features[feature.name] ?? null);
  return categoricalBins(values.filter((value) => value !== null));
}

const numbers = (name: string, rows: readonly ReferenceRow[]): number[] =>
  rows.map(({ features }) => features[name]).filter((value) => typeof value === 'number');

/** Running means, because a sum of large values overflows; in order of value, so that the same rows give the same. */
function positions(bins: NumericBins, values: readonly number[]): (number | null)[] {
  const seen = new Array<number>(binCount(bins)).fill(0);
  const means = new Array<number | null>(binCount(bins)).fill(null);
  for (const value of Float64Array.from(values).sort()) {
    const bin = widthBucket(value, bins.edges) + 1;
    seen[bin]! += 1;
    const mean = means[bin] ?? value;
    means[bin] = mean + (value / seen[bin]! - mean / seen[bin]!);
  }
  return means;
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
  const lines = rows.map(({ features, label, score, actual }) =>
    JSON.stringify({
      version: definition.version,
      label: String(label),
      actual: String(actual),
      score,
      values: features,
    }),
  );
  await writeFile(file, `${lines.join('\n')}\n`);
  const struct = columns.map(({ feature, type }) => `${identifier(feature)} ${type}`).join(', ');
  const select = columns.map(({ feature, name }) => `values.${identifier(feature)} AS ${identifier(name)}`);
  const from = `(
    SELECT version, label, actual, score, ${select.join(', ')}
    FROM read_json(${stringLiteral(file)}, format = 'newline_delimited', columns = {
      version: 'VARCHAR', label: 'VARCHAR', actual: 'VARCHAR', score: 'DOUBLE', values: ${stringLiteral(`STRUCT(${struct})`)}
    })
  ) AS reference`;
  const groups = await database.all<ProfileRow>(profileSql(bins, { from, columns, labelled: true }));
  await rm(file);
  const profile = foldProfiles(bins, columns, groups).get(definition.version);
  if (profile?.rows !== rows.length || !profile.labels) {
    throw new Error(`${definition.name}: expected ${rows.length} rows in the profile, got ${profile?.rows}`);
  }
  return { ...profile, labels: profile.labels };
}
