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
 *
 * Or takes what production answered, with the outcomes that came, as a new reference in the store, which the nightly job
 * prefers; and goes back to the one before:
 *
 *   npm run baseline -- --model <name> --from-production 2026-10-01..2026-10-31
 *   npm run baseline -- --model <name> --revert
 */

import { rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { productionReference } from '../lib/baseline/production-reference.ts';
import { MOST_ROWS, rowsReference } from '../lib/baseline/rows-reference.ts';
import { readConfig, readRowSourcesConfig, userDirectory } from '../lib/config.ts';
import { type ModelFolder, readModels } from '../lib/model/registry.ts';
import { targetColumn } from '../lib/model/target.ts';
import { parseDateRange } from '../lib/nightly/dates.ts';
import { formatReference } from '../lib/profile/format-reference.ts';
import { holdoutReference } from '../lib/profile/holdout-reference.ts';
import type { Reference } from '../lib/profile/reference.ts';
import {
  type CurrentReference,
  referenceKey,
  revertReference,
  storeReference,
} from '../lib/profile/stored-reference.ts';
import { describeNamed, isSourceKind, openNamed, SOURCE_KINDS } from '../lib/rows/named-sources.ts';
import { JOB, openRuntime } from '../lib/runtime/open.ts';
import { openStore, PATIENT } from '../lib/store/open.ts';
import { percent } from '../lib/wording/numbers.ts';
import { command, type Flags } from './command.ts';
import { namedModel } from './named-model.ts';
import { withDatabase } from './with-database.ts';

const USAGE =
  '--model <name> [--from file|s3|postgres|bigquery] [--data <file, key or prefix>]... [--query <SQL> | --table <name>] ' +
  '[--label <column>] [--out <file>], or --from-production <date>..<date>, or --revert';
const OPTIONS = {
  model: { type: 'string' },
  from: { type: 'string' },
  data: { type: 'string', multiple: true },
  query: { type: 'string' },
  table: { type: 'string' },
  label: { type: 'string' },
  out: { type: 'string' },
  'from-production': { type: 'string' },
  revert: { type: 'boolean', default: false },
} as const;
type Given = Flags<typeof OPTIONS>;

await command('baseline', USAGE, OPTIONS, async (flags) => {
  const production = flags['from-production'];
  const ways = [flags.from !== undefined, production !== undefined, flags.revert].filter(Boolean);
  if (ways.length > 1) throw new Error('expected one of --from, --from-production and --revert, got several');
  if (production !== undefined) return fromProduction(flags, production);
  if (flags.revert) return revert(flags);
  const folder = namedModel(await readModels(import.meta.dirname), flags.model);
  const reference =
    flags.from === undefined ? await holdoutReference(folder) : await fromRows(folder, flags.from, flags);
  const path =
    flags.out === undefined ? join(folder.directory, 'reference.json') : resolve(userDirectory(), flags.out);
  await writeFile(`${path}.new`, formatReference(reference));
  await rename(`${path}.new`, path);
  console.log(`${path}: ${summary(reference)}`);
});

async function fromRows(folder: ModelFolder, kind: string, flags: Given): Promise<Reference> {
  if (!isSourceKind(kind)) throw new Error(`--from: expected one of ${SOURCE_KINDS.join(', ')}, got ${kind}`);
  const { definition } = folder;
  const label = flags.label ?? targetColumn(definition);
  const config = readRowSourcesConfig();
  const paths = flags.data ?? [];
  const data = kind === 'file' ? paths.map((path) => resolve(userDirectory(), path)) : paths;
  const named = { kind, data, query: flags.query, table: flags.table };
  return withDatabase(async (database, directory) => {
    const sources = openNamed(named, {
      database,
      directory,
      openStore: () => openStore(readConfig().store, PATIENT),
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
    tellOfSample(rows);
    return reference;
  });
}

async function fromProduction({ model }: Given, text: string): Promise<void> {
  const range = parseDateRange(text);
  if (!range) throw new Error(`--from-production: expected two dates as 2026-10-01..2026-10-31, got ${text}`);
  const { store, models } = await openRuntime(JOB);
  const { definition } = namedModel(models, model);
  const { reference, rows, skipped } = await withDatabase((database, directory) =>
    productionReference(store, database, directory, definition, range),
  );
  for (const [reason, count] of skipped) console.error(`${count} rows left out: ${reason}`);
  tellOfSample(rows);
  const current = await storeReference(store, reference);
  console.log(`${referenceKey(definition.name, reference.hash)}: ${summary(reference)}\n${told(current)}`);
}

async function revert({ model }: Given): Promise<void> {
  const { store, models } = await openRuntime(JOB);
  console.log(told(await revertReference(store, namedModel(models, model).definition.name)));
}

function tellOfSample(rows: number): void {
  if (rows > MOST_ROWS) console.error(`${MOST_ROWS} of ${rows} rows taken at random`);
}

function told({ current, previous }: CurrentReference): string {
  const named = (hash: string | null) => (hash === null ? `that of the model's folder` : hash.slice(0, 12));
  return `current reference: ${named(current)}; before: ${named(previous)}`;
}

function summary({ performance, source, hash }: Reference): string {
  const { rows, accuracy, accuracy_interval: interval } = performance;
  const range = interval.map((end) => percent(end)).join(' to ');
  return `${rows} rows of ${source}, accuracy ${percent(accuracy)} (${range}), reference ${hash.slice(0, 12)}`;
}
