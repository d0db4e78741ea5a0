import { readFile } from 'node:fs/promises';
import { createHandler } from '../../functions/nightly.ts';
import { runCommand } from '../../infra/local/command.ts';
import { productionReference } from '../../lib/baseline/production-reference.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { buildReference } from '../../lib/profile/build-reference.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { parseReference, type Reference } from '../../lib/profile/reference.ts';
import { currentReferenceKey, loadReference, referenceKey } from '../../lib/profile/stored-reference.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import { FileStore } from '../../lib/store/file.ts';
import { unseenRows } from '../support/baseline.ts';
import { temporaryDirectory, testRuntime } from '../support/handler-runtime.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { ALPHA, alphaFeatures, monitored } from '../support/nightly-fixture.ts';
import { type Production, produce, resolveNaively } from '../support/production.ts';

const [D1, D2, D3, D4] = ['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04'] as const;
const NOW = Date.parse('2026-10-05T01:15:00Z');

/** The reference of these days' rows, put together without any archive. */
function naively(
  database: Database,
  directory: string,
  definition: ModelDefinition,
  { outcomes }: Production,
  [from, to]: [string, string],
): Promise<Reference> {
  const rows = resolveNaively(outcomes)
    .filter(({ prediction }) => prediction.version === definition.version)
    .filter(({ prediction: { time } }) => from <= time.slice(0, 10) && time.slice(0, 10) <= to)
    .map(({ actual, prediction: { features, label, score, probabilities } }) => ({
      ...{ features, label, score, probabilities, actual },
    }));
  return buildReference(database, directory, definition, rows, `production ${from}..${to}`);
}

describe('a reference from production', () => {
  let directory: string;
  let database: Database;
  let store: MemoryStore;
  let production: Production;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    database = await openDatabase(directory);
    store = new MemoryStore();
    production = await produce(store, ALPHA, [D1, D2, D3], 400, (random) => alphaFeatures(random));
    const models = new Map<string, MonitoredModel>([
      ['alpha', await monitored(database, directory, ALPHA, (random) => alphaFeatures(random))],
    ]);
    const gauges = { publish: async () => undefined };
    const nightly = createHandler({
      store,
      models,
      refused: new Map(),
      gauges,
      secondReviewShare: 0.1,
      prometheus: undefined,
      validate: () => Promise.reject(new Error('no model file')),
      events: undefined,
      now: () => NOW,
      logger: () => undefined,
      tmp: directory,
    });
    await nightly({ from: D1, to: D4 });
  });
  afterAll(() => database.close());

  test('is that of the rows which this version answered, each with the outcome that counts', async () => {
    const { reference, rows, skipped } = await productionReference(store, database, directory, ALPHA, {
      from: D1,
      to: D2,
    });
    const expected = await naively(database, directory, ALPHA, production, [D1, D2]);
    expect(reference).toEqual(expected);
    expect(rows).toBe(expected.profile.rows);
    expect(rows).toBeGreaterThan(500);
    expect([...skipped.keys()]).toEqual(['version 0.9.0 answered, not 1.1.0']);
    // Numbers of a text are profiled though the text is not stored; a hash is not.
    expect(Object.keys(reference.bins.features)).toContain('comment__characters');
    expect(Object.keys(reference.bins.features)).not.toContain('email');
  });

  test('needs predictions of this version with outcomes', async () => {
    const of = (definition: ModelDefinition, from: string, to: string) =>
      productionReference(store, database, directory, definition, { from, to });
    await expect(of(ALPHA, '2026-11-01', '2026-11-30')).rejects.toThrow(
      'production 2026-11-01..2026-11-30: expected at least 100 predictions of alpha 1.1.0 with an outcome, got 0',
    );
    await expect(of({ ...ALPHA, version: '2.0.0' }, D1, D3)).rejects.toThrow(
      /alpha 2\.0\.0 with an outcome, got 0; of \d+ others, version 0\.9\.0 answered, not 2\.0\.0; of \d+ others, version 1\.1\.0/,
    );
  });
});

describe('the command', () => {
  const MODEL = 'loan-approval';
  let directory: string;
  let store: FileStore;
  let definition: ModelDefinition;

  const run = async (...args: string[]) => {
    const node = ['--disable-warning=ExperimentalWarning', 'models/baseline.ts', '--model', MODEL, ...args];
    const env = { DRIFTGATE_STORE: `file:${directory}` };
    const { ok, output } = await runCommand(process.execPath, node, { env, timeoutSeconds: 240 });
    return { ok, output: output.trim().split('\n') };
  };
  const nightly = async () => {
    const runtime = await testRuntime({ directory, store });
    const dependencies = { ...(await openNightly(runtime)), now: () => NOW };
    const { reference } = dependencies.models.get(MODEL)!;
    return { reference, run: createHandler(dependencies), logged: runtime.logged };
  };
  const current = async () =>
    JSON.parse(Buffer.from((await store.get(currentReferenceKey(MODEL)))!.body).toString());

  beforeAll(async () => {
    directory = await temporaryDirectory();
    store = new FileStore(directory);
    definition = (await testRuntime()).definitions[0]!;
    const unseen = await unseenRows(MODEL, 900);
    await produce(store, definition, [D1, D2, D3], 300, (_, i) => unseen[i]!.features);
    await (await nightly()).run({ from: D1, to: D4 });
  });

  test('makes it current, nightly compares with it, and --revert goes back', async () => {
    const ofFolder = parseReference(
      await readFile(`models/${MODEL}/reference.json`, 'utf8'),
      'reference.json',
    ).hash;
    const running = await nightly();
    expect(running.reference.hash).toBe(ofFolder);

    const made = await run('--from-production', `${D1}..${D2}`);
    expect(made).toMatchObject({ ok: true });
    const [skipped, summary, told] = made.output;
    expect(skipped).toMatch(/^\d+ rows left out: version 0\.9\.0 answered, not 1\.0\.0$/);
    expect(summary).toMatch(
      /^references\/model=loan-approval\/[0-9a-f]{64}\.json: \d+ rows of production 2026-10-01\.\.2026-10-02, accuracy/,
    );
    expect(told).toMatch(/^current reference: [0-9a-f]{12}; before: that of the model's folder$/);
    const first = (await nightly()).reference;
    expect(first.source).toBe(`production ${D1}..${D2}`);
    expect(await current()).toEqual({ current: first.hash, previous: null });

    // Also in an environment that began before.
    await running.run({ date: D3 });
    const report = await store.get(`reports/model=${MODEL}/dt=${D3}/report.json`);
    const { reference } = JSON.parse(Buffer.from(report!.body).toString()) as Report;
    expect(reference).toMatchObject({ hash: first.hash, source: first.source });

    expect((await run('--from-production', `${D1}..${D2}`)).output.at(-1)).toBe(told);
    await run('--from-production', `${D2}..${D3}`);
    const second = (await nightly()).reference;
    expect(await current()).toEqual({ current: second.hash, previous: first.hash });
    expect(second.hash).not.toBe(first.hash);

    expect((await run('--revert')).output).toEqual([
      `current reference: ${first.hash.slice(0, 12)}; before: ${second.hash.slice(0, 12)}`,
    ]);
    expect((await nightly()).reference).toEqual(first);
  });

  test('is not asked in vain: another version has a reference of its own, a broken one is not used', async () => {
    const { reference } = await nightly();
    expect(await loadReference(store, definition)).toEqual(reference);
    expect(await loadReference(store, { ...definition, version: '2.0.0' })).toBeUndefined();
    expect(await loadReference(store, { ...definition, name: 'other' })).toBeUndefined();

    const key = referenceKey(MODEL, reference.hash);
    const whole = (await store.get(key))!.body;
    await store.put(key, Buffer.from(whole).toString().replace('"rows": ', '"rows": 1'));
    await expect(loadReference(store, definition)).rejects.toThrow(`${key}: expected hash`);
    const opened = await nightly();
    expect(opened.reference.source).toBe('holdout.ndjson');
    expect(opened.logged).toEqual([
      expect.objectContaining({
        level: 'error',
        message: expect.stringContaining('the reference in the store cannot be read'),
      }),
    ]);
    await store.put(key, whole);
  });

  test.each([
    [
      ['--from-production', '2026-10-02..2026-10-01'],
      'expected two dates as 2026-10-01..2026-10-31, got 2026-10-02..2026-10-01',
    ],
    [['--from-production', '2026-10-01'], 'expected two dates as 2026-10-01..2026-10-31, got 2026-10-01'],
    [
      ['--from-production', `${D1}..${D2}`, '--revert'],
      'expected one of --from, --from-production and --revert, got several',
    ],
    [
      ['--from-production', '2027-01-01..2027-01-31'],
      'expected at least 100 predictions of loan-approval 1.0.0',
    ],
  ])('%j is refused', async (args, message) => {
    const { ok, output } = await run(...args);
    expect(ok).toBe(false);
    expect(output.join('\n')).toContain(message);
  });
});
