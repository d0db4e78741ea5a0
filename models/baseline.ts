/**
 * Freezes what production is compared to: runs the model over its held-out rows and writes `reference.json` beside it.
 *
 *   npm run baseline -- --model <name>
 */
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FeatureValues } from '../lib/log/record.ts';
import type { ClassLabel } from '../lib/model/definition.ts';
import { readModels } from '../lib/model/registry.ts';
import { openSession } from '../lib/model/session.ts';
import { buildReference, type ReferenceRow } from '../lib/profile/build-reference.ts';
import { openDatabase } from '../lib/profile/duckdb.ts';
import { formatReference } from '../lib/profile/format-reference.ts';

const ROWS_A_CALL = 1000;

/** A line of `holdout.ndjson`. Its score is the trainer's own and not used here: production runs the ONNX model. */
interface HoldoutRow {
  features: FeatureValues;
  actual: ClassLabel;
}

const { values } = parseArgs({ options: { model: { type: 'string' } } });
const models = await readModels(import.meta.dirname);
const chosen = values.model === undefined ? undefined : models.get(values.model);
if (!chosen) {
  console.error(
    `--model: expected one of ${[...models.keys()].join(', ')}, got ${values.model ?? 'nothing'}`,
  );
  process.exit(2);
}
const { definition, directory } = chosen;

const text = await readFile(join(directory, 'holdout.ndjson'), 'utf8');
const holdout = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as HoldoutRow]));
const session = await openSession({ directory, definition });
const rows: ReferenceRow[] = [];
for (let start = 0; start < holdout.length; start += ROWS_A_CALL) {
  const part = holdout.slice(start, start + ROWS_A_CALL);
  const predictions = await session.predict(part.map(({ features }) => features));
  for (const [i, { label, score }] of predictions.entries()) {
    const { features, actual } = part[i]!;
    rows.push({ features: { ...features, ...session.derive(features) }, actual, label, score });
  }
}

const temporary = await mkdtemp(join(tmpdir(), 'driftgate-baseline-'));
try {
  const database = await openDatabase(temporary);
  const reference = await buildReference(database, temporary, definition, rows, 'holdout.ndjson');
  database.close();
  const path = join(directory, 'reference.json');
  await writeFile(`${path}.new`, formatReference(reference));
  await rename(`${path}.new`, path);
  const { accuracy, accuracy_interval: interval } = reference.performance;
  const percent = (x: number) => `${(100 * x).toFixed(2)} %`;
  console.log(
    `${path}: ${rows.length} rows, accuracy ${percent(accuracy)} (${interval.map(percent).join(' to ')}), ` +
      `reference ${reference.hash.slice(0, 12)}`,
  );
} finally {
  await rm(temporary, { recursive: true, force: true });
}
