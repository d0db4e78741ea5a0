import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../infra/local/command.ts';
import type { FeatureValues } from '../../lib/log/record.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { seededRandom } from '../../lib/statistics/random.ts';

/** None of the seeds that rows of the training are made with. */
const SEED = 7_000_001;

/**
 * Rows as production would have them, as many as wanted, that neither the model nor its reference has seen. Numbers and
 * categories come from the generator that the model was trained with, so that ties, missing values and what goes
 * together are right. Texts cannot be generated: each is the first half of one held-out text and the second of another.
 */
export async function freshRows(
  root: string,
  directory: string,
  { definition, directory: folder }: ModelFolder,
  rows: number,
): Promise<FeatureValues[]> {
  const text = definition.features.find(({ type }) => type === 'text');
  if (text) {
    const parts = await Promise.all(['holdout.ndjson', 'unseen.ndjson'].map((of) => read(join(folder, of))));
    return halves(parts.flat(), text.name, rows, definition.name);
  }
  const file = join(directory, `${definition.name}.ndjson`);
  const options = { '--model': definition.name, '--rows': rows, '--seed': SEED, '--out': file };
  const { ok, output } = await runCommand(
    process.execPath,
    [join(root, 'models/train/run.mjs'), 'rows', ...Object.entries(options).flat().map(String)],
    // The first time, the training's Python packages are installed.
    { timeoutSeconds: 900 },
  );
  if (!ok) throw new Error(`expected rows of ${definition.name}, got: ${output}`);
  return read(file);
}

async function read(file: string): Promise<FeatureValues[]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { features: FeatureValues }).features);
}

function halves(
  held: readonly FeatureValues[],
  feature: string,
  rows: number,
  seed: string,
): FeatureValues[] {
  const random = seededRandom(seed);
  const words = () => String(held[Math.floor(random() * held.length)]![feature]).split(' ');
  return Array.from({ length: rows }, () => {
    const [first, second] = [words(), words()];
    const text = [...first.slice(0, first.length / 2), ...second.slice(second.length / 2)].join(' ');
    return { [feature]: text };
  });
}
