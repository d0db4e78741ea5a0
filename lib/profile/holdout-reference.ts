import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeatureValues } from '../log/record.ts';
import type { ClassLabel } from '../model/definition.ts';
import type { ModelFolder } from '../model/registry.ts';
import { openSession } from '../model/session.ts';
import { buildReference } from './build-reference.ts';
import { openDatabase } from './duckdb.ts';
import type { Reference } from './reference.ts';
import type { ReferenceRow } from './reference-row.ts';

const HOLDOUT = 'holdout.ndjson';
const ROWS_A_CALL = 1000;

/** A line of `holdout.ndjson`. Its score is the trainer's own and not used here: production runs the ONNX model. */
interface HoldoutRow {
  features: FeatureValues;
  actual: ClassLabel;
}

/**
 * The reference of a model's folder: its ONNX model over its held-out rows. The same folder always gives the same.
 * @throws Error when there are no held-out rows or the model cannot be loaded
 */
export async function holdoutReference(folder: ModelFolder): Promise<Reference> {
  const rows = await predictHoldout(folder);
  const temporary = await mkdtemp(join(tmpdir(), 'driftgate-baseline-'));
  try {
    const database = await openDatabase(temporary);
    try {
      return await buildReference(database, temporary, folder.definition, rows, HOLDOUT);
    } finally {
      database.close();
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function predictHoldout(folder: ModelFolder): Promise<ReferenceRow[]> {
  const text = await readFile(join(folder.directory, HOLDOUT), 'utf8');
  const holdout = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as HoldoutRow]));
  const session = await openSession(folder);
  const rows: ReferenceRow[] = [];
  for (let start = 0; start < holdout.length; start += ROWS_A_CALL) {
    const part = holdout.slice(start, start + ROWS_A_CALL);
    const predictions = await session.predict(part.map(({ features }) => features));
    for (const [i, { label, score, probabilities }] of predictions.entries()) {
      const { features, actual } = part[i]!;
      rows.push({
        features: { ...features, ...session.derive(features) },
        actual,
        label,
        score,
        probabilities,
      });
    }
  }
  return rows;
}
