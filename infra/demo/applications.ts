import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A held-out row and what became of it. */
export interface Application {
  features: Record<string, number>;
  actual: number;
}

/** Rows of a model that it was never fitted on, nor its reference built from. */
export function readUnseen(root: string, model: string, count: number): Application[] {
  const lines = readFileSync(join(root, 'models', model, 'unseen.ndjson'), 'utf8')
    .split('\n')
    .filter(Boolean);
  if (lines.length < count) throw new Error(`expected ${count} unseen rows of ${model}, got ${lines.length}`);
  return lines.slice(0, count).map((line) => JSON.parse(line) as Application);
}
