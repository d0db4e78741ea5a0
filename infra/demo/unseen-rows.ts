import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FeatureValues } from '../../lib/log/record.ts';
import type { ClassLabel } from '../../lib/model/definition.ts';

/** A row of a model and what became of it. */
export interface UnseenRow {
  features: FeatureValues;
  actual: ClassLabel;
}

/** The first rows of a model that it was never fitted on, nor its reference built from. @param directory of the model */
export function readUnseen(directory: string, count: number): UnseenRow[] {
  const path = join(directory, 'unseen.ndjson');
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  if (lines.length < count) throw new Error(`${path}: expected at least ${count} rows, got ${lines.length}`);
  return lines.slice(0, count).map((line) => JSON.parse(line) as UnseenRow);
}
