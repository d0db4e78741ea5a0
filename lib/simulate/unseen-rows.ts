import { join } from 'node:path';
import type { LabelledRow } from '../model/predict-rows.ts';
import { readLines } from '../rows/lines.ts';

/**
 * The rows of a model's folder that it was never fitted on, nor its reference built from.
 * @throws Error when it has none
 */
export async function* unseenRows(directory: string): AsyncGenerator<LabelledRow[]> {
  const path = join(directory, 'unseen.ndjson');
  try {
    for await (const lines of readLines(path))
      yield lines.filter(Boolean).map((line) => JSON.parse(line) as LabelledRow);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(
      `${path}: expected rows that the model was not trained on, got none; give some with --data`,
    );
  }
}
