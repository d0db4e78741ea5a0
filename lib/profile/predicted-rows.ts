import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ModelDefinition } from '../model/definition.ts';
import type { Bins } from './bins.ts';
import { featureColumns } from './columns.ts';
import type { Database } from './duckdb.ts';
import { foldProfiles, type ProfileRow } from './fold.ts';
import { labelSource } from './label-source.ts';
import type { ProfileCounts } from './profile.ts';
import type { ReferenceRow } from './reference-row.ts';
import { profileSql } from './sql.ts';
import { identifier, stringLiteral } from './sql-text.ts';

/** A row with the model's answer, and with its label where it has one. */
export type PredictedRow = Omit<ReferenceRow, 'actual'> & { actual: ReferenceRow['actual'] | undefined };

/** Writes rows to a file that `profilePredictedRows` reads: there may be more than memory should hold. */
export async function writePredictedRows(
  path: string,
  { version }: ModelDefinition,
  parts: AsyncIterable<readonly PredictedRow[]> | Iterable<readonly PredictedRow[]>,
): Promise<void> {
  async function* lines() {
    for await (const part of parts) yield part.map((row) => `${lineOf(version, row)}\n`).join('');
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

const lineOf = (version: string, { features, label, score, probabilities, actual }: PredictedRow): string =>
  JSON.stringify({
    version,
    label: String(label),
    actual: actual === undefined ? undefined : String(actual),
    score,
    probabilities,
    values: features,
  });

/** The profile of all rows of the file, or of those with a label, by the SQL of production; undefined without any. */
export async function profilePredictedRows(
  database: Database,
  path: string,
  definition: ModelDefinition,
  bins: Bins,
  which: 'all' | 'labelled',
): Promise<ProfileCounts | undefined> {
  const columns = featureColumns(definition);
  const struct = columns.map(({ feature, type }) => `${identifier(feature)} ${type}`).join(', ');
  const select = columns.map(({ feature, name }) => `values.${identifier(feature)} AS ${identifier(name)}`);
  const from = `(
    SELECT version, label, actual, score, probabilities, ${select.join(', ')}
    FROM read_json(${stringLiteral(path)}, format = 'newline_delimited', columns = {
      version: 'VARCHAR', label: 'VARCHAR', actual: 'VARCHAR', score: 'DOUBLE', probabilities: 'DOUBLE[]', values: ${stringLiteral(`STRUCT(${struct})`)}
    })${which === 'labelled' ? ' WHERE actual IS NOT NULL' : ''}
  ) AS predicted`;
  const labels = which === 'labelled' ? { labels: labelSource(definition) } : {};
  const groups = await database.all<ProfileRow>(profileSql(bins, { from, columns, ...labels }));
  return foldProfiles(bins, columns, groups).get(definition.version);
}
