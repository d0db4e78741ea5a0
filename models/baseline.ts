/**
 * Freezes what production is compared to: runs the model over labelled rows that it was not trained on and writes
 * `reference.json` beside it. Without --from the rows are its held-out ones.
 *
 *   npm run baseline -- --model <name>
 *     [--from file     --data rows.csv [--data more.parquet]]
 *     [--from s3       --data <key, or prefix with / at its end>]      in the store of DRIFTGATE_STORE
 *     [--from postgres --query <SQL> | --table <name>]                 DRIFTGATE_POSTGRES_URL, or PGHOST and so on
 *     [--from bigquery [--query <SQL> | --table <name>]]               GOOGLE_CLOUD_PROJECT, BIGQUERY_DATASET, BIGQUERY_TABLE
 *     [--label <column>] [--out <file>]
 */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MOST_ROWS, rowsReference } from '../lib/baseline/rows-reference.ts';
import { readConfig, readRowSourcesConfig } from '../lib/config.ts';
import { type ModelFolder, readModels } from '../lib/model/registry.ts';
import { targetColumn } from '../lib/model/target.ts';
import { openDatabase } from '../lib/profile/duckdb.ts';
import { formatReference } from '../lib/profile/format-reference.ts';
import { holdoutReference } from '../lib/profile/holdout-reference.ts';
import type { Reference } from '../lib/profile/reference.ts';
import { describeNamed, isSourceKind, openNamed, SOURCE_KINDS } from '../lib/rows/named-sources.ts';
import { openStore } from '../lib/store/open.ts';

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string' },
    from: { type: 'string' },
    data: { type: 'string', multiple: true, default: [] },
    query: { type: 'string' },
    table: { type: 'string' },
    label: { type: 'string' },
    out: { type: 'string' },
  },
});

try {
  await main();
} catch (error) {
  console.error(`baseline: ${(error as Error).message}`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const models = await readModels(import.meta.dirname);
  const folder = models.get(flags.model ?? '');
  if (!folder) {
    const names = [...models.keys()].join(', ');
    throw new Error(`--model: expected one of ${names}, got ${flags.model ?? 'nothing'}`);
  }
  const reference =
    flags.from === undefined ? await holdoutReference(folder) : await fromRows(folder, flags.from);
  const path = flags.out ?? join(folder.directory, 'reference.json');
  await writeFile(`${path}.new`, formatReference(reference));
  await rename(`${path}.new`, path);
  console.log(`${path}: ${summary(reference)}`);
}

async function fromRows(folder: ModelFolder, kind: string): Promise<Reference> {
  if (!isSourceKind(kind)) throw new Error(`--from: expected one of ${SOURCE_KINDS.join(', ')}, got ${kind}`);
  const { definition } = folder;
  const label = flags.label ?? targetColumn(definition);
  const config = readRowSourcesConfig();
  const named = { kind, data: flags.data, query: flags.query, table: flags.table };
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-baseline-'));
  const database = await openDatabase(directory);
  try {
    const sources = openNamed(named, {
      database,
      directory,
      openStore: () => openStore(readConfig().store),
      config,
      wanted: [...definition.features.map(({ name }) => name), label],
    });
    const from = describeNamed(named, config);
    const { reference, rows, refusals } = await rowsReference(
      database,
      directory,
      folder,
      sources,
      label,
      from,
    );
    for (const line of refusals.shown) console.error(line);
    if (refusals.count > 0) console.error(`${refusals.count} of ${rows + refusals.count} rows left out`);
    if (rows > MOST_ROWS) console.error(`${MOST_ROWS} of ${rows} rows taken at random`);
    return reference;
  } finally {
    database.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function summary({ performance, source, hash }: Reference): string {
  const percent = (x: number) => `${(100 * x).toFixed(2)} %`;
  const { rows, accuracy, accuracy_interval: interval } = performance;
  const range = interval.map(percent).join(' to ');
  return `${rows} rows of ${source}, accuracy ${percent(accuracy)} (${range}), reference ${hash.slice(0, 12)}`;
}
