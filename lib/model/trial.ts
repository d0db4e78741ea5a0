import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureValues } from '../log/record.ts';
import { folderReference } from '../profile/folder-reference.ts';
import type { ModelFolder } from './registry.ts';
import { openSession } from './session.ts';

/** Rows with the scores that the trainer's own model gave. */
const FILES = ['golden.ndjson', 'holdout.ndjson'];
const ROWS = 500;
/** As far as scikit-learn and onnxruntime may be apart. */
const TOLERANCE = 1e-6;

interface TrialRow {
  features: FeatureValues;
  score?: number;
}

/**
 * Tries a folder before others rely on it: its reference must be of this model and version, and its ONNX model must load
 * and answer rows that lie beside it with the scores they have there.
 * @throws Error saying which of this does not hold
 */
export async function tryFolder(folder: ModelFolder): Promise<void> {
  await folderReference(folder);
  const session = await openSession(folder);
  const { path, rows } = await trialRows(folder.directory);
  const predictions = await session.predict(rows.map(({ features }) => features));
  for (const [i, { features, score: expected }] of rows.entries()) {
    session.derive(features);
    const { score } = predictions[i]!;
    if (expected !== undefined && !(Math.abs(score - expected) <= TOLERANCE))
      throw new Error(
        `${path}: expected the score ${expected} of row ${i + 1}, got ${score} from the ONNX model`,
      );
  }
}

async function trialRows(directory: string): Promise<{ path: string; rows: TrialRow[] }> {
  for (const file of FILES) {
    const path = join(directory, file);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const lines = text.split('\n').filter((line) => line !== '');
    if (lines.length > 0)
      return { path, rows: lines.slice(0, ROWS).map((line) => JSON.parse(line) as TrialRow) };
  }
  throw new Error(`${directory}: expected rows to try the model with in ${FILES.join(' or ')}, got none`);
}
