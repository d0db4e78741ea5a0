/**
 * Freezes what production is compared to: runs the model over its held-out rows and writes `reference.json` beside it.
 *
 *   npm run baseline -- --model <name>
 */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readModels } from '../lib/model/registry.ts';
import { formatReference } from '../lib/profile/format-reference.ts';
import { holdoutReference } from '../lib/profile/holdout-reference.ts';

const { values } = parseArgs({ options: { model: { type: 'string' } } });
const models = await readModels(import.meta.dirname);
const chosen = values.model === undefined ? undefined : models.get(values.model);
if (!chosen) {
  console.error(
    `--model: expected one of ${[...models.keys()].join(', ')}, got ${values.model ?? 'nothing'}`,
  );
  process.exit(2);
}

const reference = await holdoutReference(chosen);
const path = join(chosen.directory, 'reference.json');
await writeFile(`${path}.new`, formatReference(reference));
await rename(`${path}.new`, path);
const { rows, accuracy, accuracy_interval: interval } = reference.performance;
const percent = (x: number) => `${(100 * x).toFixed(2)} %`;
console.log(
  `${path}: ${rows} rows, accuracy ${percent(accuracy)} (${interval.map(percent).join(' to ')}), ` +
    `reference ${reference.hash.slice(0, 12)}`,
);
