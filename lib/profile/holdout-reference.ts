import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOLDOUT, predictHoldout } from '../model/holdout.ts';
import type { ModelFolder } from '../model/registry.ts';
import { buildReference } from './build-reference.ts';
import { openDatabase } from './duckdb.ts';
import type { Reference } from './reference.ts';

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
