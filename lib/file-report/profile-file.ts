import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RefusedValues } from '../drift/data-quality.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { predictRows } from '../model/predict-rows.ts';
import type { Session } from '../model/session.ts';
import type { FieldProblem } from '../model/validate.ts';
import type { Database } from '../profile/duckdb.ts';
import { type PredictedRow, profilePredictedRows, writePredictedRows } from '../profile/predicted-rows.ts';
import type { ProfileCounts } from '../profile/profile.ts';
import type { Reference } from '../profile/reference.ts';
import { type LabelColumn, modelRows } from '../rows/model-rows.ts';
import { Refusals } from '../rows/refusals.ts';
import type { RowSource } from '../rows/row-source.ts';

/** The rows of a file, as far as they fit the model, with its answers to them. */
export interface FileContents {
  profile: ProfileCounts;
  /** Of the rows with a label; undefined without any. */
  labelled: ProfileCounts | undefined;
  refusals: Refusals;
  /** Values that rows were refused for. */
  refused: RefusedValues[];
}

/**
 * Reads a source to its end, lets the model answer, and counts as production is counted.
 * @param directory for files that last as long as the call
 * @throws Error when no row fits the model, a column is missing or the source fails; InferenceError
 */
export async function profileFile(
  database: Database,
  directory: string,
  { definition, reference, session }: { definition: ModelDefinition; reference: Reference; session: Session },
  source: RowSource,
  label: LabelColumn,
): Promise<FileContents> {
  const refusals = new Refusals();
  const values = new Map<string, RefusedValues>();
  const refuse = (at: string, reason: string, problems: readonly FieldProblem[]): void => {
    refusals.add(at, reason);
    for (const { feature, check } of problems) {
      const key = JSON.stringify([feature, check]);
      values.set(key, { feature, check, count: (values.get(key)?.count ?? 0) + 1 });
    }
  };
  async function* predicted(): AsyncGenerator<PredictedRow[]> {
    for await (const part of modelRows(definition, source, label, refuse)) yield predictRows(session, part);
  }
  const path = join(directory, 'predicted.ndjson');
  await writePredictedRows(path, definition, predicted());
  const profileOf = (which: 'all' | 'labelled') =>
    profilePredictedRows(database, path, definition, reference.bins, which);
  const profile = await profileOf('all');
  const labelled = await profileOf('labelled');
  await rm(path);
  if (!profile) {
    const bad = refusals.count === 0 ? 'none' : `${refusals.count} that do not fit: ${refusals.shown[0]}`;
    throw new Error(`${source.name}: expected rows for ${definition.name}, got ${bad}`);
  }
  return { profile, labelled, refusals, refused: [...values.values()] };
}
