import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandler } from '../../functions/nightly.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { stringLiteral } from '../../lib/profile/sql-text.ts';
import { ROOT } from '../support/handler-sources.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { ALPHA, alphaFeatures, monitored } from '../support/nightly-fixture.ts';
import { type Production, produce } from '../support/production.ts';

const DATE = '2026-11-18';
const TRAIN = join(ROOT, 'models/train/run.mjs');

let directory: string;
let production: Production;
const files: Record<string, string> = {};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  const database = await openDatabase(directory);
  const store = new MemoryStore();
  production = await produce(store, ALPHA, [DATE], 500, (random) => alphaFeatures(random));
  const models = new Map<string, MonitoredModel>([
    ['alpha', await monitored(database, directory, ALPHA, (random) => alphaFeatures(random))],
  ]);
  database.close();
  const handler = createHandler({
    store,
    models,
    refused: new Map(),
    gauges: { publish: async () => undefined },
    secondReviewShare: 0.1,
    prometheus: undefined,
    validate: () => Promise.reject(new Error('no model file')),
    events: undefined,
    now: () => Date.parse('2026-11-20T01:15:00Z'),
    logger: () => undefined,
    tmp: directory,
  });
  await handler({ date: DATE });
  for (const [name, key] of [
    ['predictions', `archive/predictions/model=alpha/dt=${DATE}/part-0.parquet`],
    ['outcomes', `archive/outcomes/model=alpha/dt=${DATE}/received=${DATE}.parquet`],
  ] as const) {
    files[name] = join(directory, `${name}.parquet`);
    await writeFile(files[name], (await store.get(key))!.body);
  }
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const SCRIPT = `
import json, sys
import pandas, pyarrow.parquet
predictions, outcomes = sys.argv[1:]
metadata = pyarrow.parquet.ParquetFile(predictions).metadata
frame = pandas.read_parquet(predictions)
print(json.dumps({
    "compression": metadata.row_group(0).column(0).compression,
    "rows": len(frame),
    "ids": sorted(frame["id"])[:3],
    "score": float(frame["score"].sum()),
    "time": str(frame["time"].dtype),
    "probabilities": [float(p) for p in frame.sort_values("id")["probabilities"].iloc[0]],
    "outcomes": len(pandas.read_parquet(outcomes)),
}))
`;

test('pandas and pyarrow read the archive as DuckDB does', async () => {
  // Makes the environment of the trainer, which has both.
  const prepared = spawnSync(process.execPath, [TRAIN, '--help'], { encoding: 'utf8' });
  expect({ status: prepared.status, error: prepared.stderr }).toMatchObject({ status: 0 });
  const python = join(ROOT, 'models/train/.venv/bin/python');
  const { status, stdout, stderr } = spawnSync(python, ['-c', SCRIPT, files.predictions!, files.outcomes!], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });

  const database = await openDatabase(directory);
  const [duckdb] = await database.all<{ rows: bigint; score: number }>(
    `SELECT count(*) AS rows, sum(score) AS score FROM read_parquet(${stringLiteral(files.predictions!)})`,
  );
  database.close();
  const { predictions, outcomes } = production;
  const sorted = [...predictions].sort((a, b) => (a.id < b.id ? -1 : 1));
  const found = JSON.parse(stdout);
  expect(found).toMatchObject({
    compression: 'ZSTD',
    rows: predictions.length,
    ids: sorted.slice(0, 3).map(({ id }) => id),
    probabilities: sorted[0]!.probabilities,
    outcomes: outcomes.filter(({ time }) => time.startsWith(DATE)).length,
  });
  expect(found.time).toMatch(/^datetime64/);
  expect(Number(duckdb!.rows)).toBe(found.rows);
  expect(duckdb!.score).toBeCloseTo(found.score, 9);
});
