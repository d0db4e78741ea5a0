/**
 * Writes what the store has of a model into a file: its predictions of some days; with --labelled those that have an
 * outcome, as rows that `npm run train -- --data` reads; with --performance a row for each day.
 *
 *   npm run export -- --model <name> --from 2026-10-01 --to 2026-10-31 --out file.csv|file.ndjson|file.parquet
 *     [--labelled | --performance] [--format csv|ndjson|parquet]
 *
 * The store is that of DRIFTGATE_STORE. A day is there when the nightly job has done it.
 */
import { writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { userDirectory } from '../lib/config.ts';
import { labelledQuery } from '../lib/export/labelled.ts';
import { performanceQuery, performanceRows } from '../lib/export/performance.ts';
import { predictionsQuery } from '../lib/export/predictions.ts';
import { isTableFormat, TABLE_FORMATS, writeTable } from '../lib/export/table-file.ts';
import type { ModelDefinition } from '../lib/model/definition.ts';
import { type DateRange, parseDateRange } from '../lib/nightly/dates.ts';
import type { Database } from '../lib/profile/duckdb.ts';
import { JOB, openRuntime } from '../lib/runtime/open.ts';
import type { Store } from '../lib/store/store.ts';
import { command, type Flags } from './command.ts';
import { namedModel } from './named-model.ts';
import { withDatabase } from './with-database.ts';

const USAGE =
  '--model <name> --from 2026-10-01 --to 2026-10-31 --out file.csv|file.ndjson|file.parquet ' +
  '[--labelled | --performance] [--format csv|ndjson|parquet]';
const OPTIONS = {
  model: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  out: { type: 'string' },
  format: { type: 'string' },
  labelled: { type: 'boolean', default: false },
  performance: { type: 'boolean', default: false },
} as const;
type Given = Flags<typeof OPTIONS>;

await command('export', USAGE, OPTIONS, async (flags) => {
  const range = parseDateRange(`${flags.from}..${flags.to}`);
  if (!range)
    throw new Error(
      `expected --from and --to, two dates in order as 2026-10-01, got ${flags.from} and ${flags.to}`,
    );
  if (!flags.out) throw new Error('--out: expected a file, got nothing');
  const format = flags.format ?? extname(flags.out).slice(1);
  if (!isTableFormat(format))
    throw new Error(
      `--format: expected ${TABLE_FORMATS.join(', ')}, or --out with such an ending, got "${format}"`,
    );
  if (flags.labelled && flags.performance) throw new Error('expected --labelled or --performance, got both');
  const { store, models } = await openRuntime(JOB);
  const { definition } = namedModel(models, flags.model);
  await withDatabase(async (database, directory) => {
    const query = await queryOf(flags, store, database, directory, definition, range);
    if (query === undefined)
      throw new Error(
        `${flags.model}: expected something between ${range.from} and ${range.to}, got none; has the nightly job run?`,
      );
    const rows = await writeTable(database, query, resolve(userDirectory(), flags.out!), format);
    console.log(`${flags.out}: ${rows} rows of ${flags.model}, ${range.from} to ${range.to}`);
  });
});

async function queryOf(
  flags: Given,
  store: Store,
  database: Database,
  directory: string,
  definition: ModelDefinition,
  range: DateRange,
): Promise<string | undefined> {
  if (flags.labelled) {
    const { query, leftOut } = await labelledQuery(store, database, directory, definition, range);
    if (leftOut > 0)
      console.error(`${leftOut} rows left out: they do not fit ${definition.name} ${definition.version}`);
    return query;
  }
  if (!flags.performance) return predictionsQuery(store, database, directory, definition.name, range);
  const rows = await performanceRows(store, definition.name, range);
  if (rows.length === 0) return undefined;
  const file = join(directory, 'performance.ndjson');
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return performanceQuery(rows, file);
}
