import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { predictHoldout } from '../../lib/model/holdout.ts';
import { type ModelFolder, readModels, textOfArtefact } from '../../lib/model/registry.ts';
import { addDays, datesFrom } from '../../lib/nightly/dates.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { buildReference } from '../../lib/profile/build-reference.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { parseReference } from '../../lib/profile/reference.ts';
import { ROOT } from '../support/handler-sources.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { type ModelDays, writeModelDays } from '../support/model-days.ts';
import { ModelNights } from '../support/model-nights.ts';

const NAME = 'loan-refinance';
const LAST = '2026-12-20';
const FIRST = addDays(LAST, -6);
const DATES = datesFrom(FIRST, LAST);
const NEXT = addDays(LAST, 1);
const NIGHT = `${NEXT}T01:15:00Z`;
const PER_DAY = 300;

let tmp: string;
let folder: ModelFolder;
let model: MonitoredModel;

beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  const found = (await readModels(join(ROOT, 'models'))).get(NAME)!;
  folder = { ...found, definition: { ...found.definition, outcome_maturity_days: 1 } };
  const reference = parseReference(await textOfArtefact(folder, 'reference.json'), NAME);
  model = { definition: folder.definition, reference };
});
afterAll(() => rm(tmp, { recursive: true, force: true }));

async function nights(days: Partial<ModelDays> = {}) {
  const store = new MemoryStore();
  await writeModelDays(store, { perDay: PER_DAY, ...days, folder, dates: days.dates ?? DATES });
  return { store, nights: new ModelNights(store, folder, model, tmp) };
}

test('after the hourly run of a day that began, the night shows the day that is over, with all its outcomes', async () => {
  const { nights: night } = await nights({ dates: [...DATES, NEXT] });
  await night.run({ from: FIRST, to: addDays(LAST, -1) }, NIGHT);
  await night.run({ hourly: true }, `${NEXT}T00:45:00Z`);
  await night.run({}, NIGHT);
  const { counts } = night.report(LAST);
  expect(counts.outcomes).toBeGreaterThan(100);
  expect(night.gauge('nightly_predictions')).toBe(PER_DAY);
  expect(night.gauge('nightly_outcomes')).toBe(counts.outcomes);
  expect(night.gauge('nightly_rows_processed')).toBe(PER_DAY + counts.outcomes!);
  const labelled = DATES.map((date) => night.report(date).performance.days.at(-1)!.labelled);
  expect(night.gauge('model_accuracy_outcomes', { window: '7d' })).toBe(
    labelled.slice(1).reduce((sum, of) => sum + of, 0),
  );
  // The running day itself: its drift is seen, its outcomes wait.
  expect(night.report(NEXT)).toMatchObject({ complete: false, counts: { outcomes: null } });
});

test('a day that began without any traffic does not hide what the night finds', async () => {
  const { nights: night } = await nights();
  await night.run({ from: FIRST, to: addDays(LAST, -1) }, NIGHT);
  await night.run({ hourly: true }, `${NEXT}T00:45:00Z`);
  const early = night.report(NEXT);
  await night.run({}, NIGHT);
  const dates = (of: Report) => of.performance.days.map(({ date }) => date);
  expect(dates(early)).toEqual(DATES.slice(0, -1));
  expect(dates(night.report(NEXT))).toEqual(DATES);
  expect(night.gauge('nightly_predictions')).toBe(PER_DAY);
});

test('a backfill of older days reaches the newest report and the gauges, in whatever order it comes', async () => {
  const { nights: forwards } = await nights();
  await forwards.run({ from: FIRST, to: LAST }, NIGHT);
  const { nights: backwards } = await nights();
  for (const date of [...DATES].reverse()) await backwards.run({ date }, NIGHT);
  expect(backwards.report(LAST)).toEqual(forwards.report(LAST));
  expect(backwards.report(LAST).performance.days.map(({ date }) => date)).toEqual(DATES);
  expect(backwards.gauge('model_accuracy_outcomes', { window: '30d' })).toBe(
    forwards.gauge('model_accuracy_outcomes', { window: '30d' }),
  );
});

test('what a backfill finds of days long gone is recorded and told to nobody', async () => {
  const { store, nights: night } = await nights({ flipped: () => 0.4, labelled: 1 });
  await night.run({ from: FIRST, to: LAST }, NIGHT);
  const recorded = [...store.objects.keys()].filter((key) => key.startsWith('events/'));
  expect(recorded.length).toBeGreaterThan(3);
  expect(night.sent.map(({ detail }) => detail.date)).toEqual([addDays(LAST, -1), LAST]);
});

test('a version that the reference is not of is counted and not judged', async () => {
  const { store, nights: night } = await nights({ change: (row) => ({ ...row, credit_score: 300 }) });
  const { definition, reference } = model;
  // Since then another version was deployed, with a reference of its own.
  night.model = {
    definition: { ...definition, version: '9.0.0' },
    reference: { ...reference, version: '9.0.0', hash: 'f'.repeat(64) },
  };
  await night.run({ from: FIRST, to: LAST }, NIGHT);
  const { versions, current, drift, decision, performance, headline } = night.report(LAST);
  expect(versions).toMatchObject([
    { version: definition.version, predictions: PER_DAY, state: 'no_reference', features: [] },
  ]);
  expect(current).toBe(definition.version);
  expect(drift).toMatchObject({ version: '9.0.0', state: 'insufficient_data', window: { predictions: 0 } });
  expect(decision).toMatchObject({ decision: 'ok', unknown: ['drift', 'accuracy', 'gap'] });
  expect(performance.window).toBeNull();
  expect(headline).toContain('too few to tell');
  expect(night.sent).toEqual([]);
  expect([...store.objects.keys()].filter((key) => key.startsWith('events/'))).toEqual([]);
});

test('after the reference is replaced earlier days are counted again over its bins, and coverage stays true', async () => {
  const { nights: night } = await nights({ labelled: 0.3 });
  await night.run({ from: FIRST, to: LAST }, NIGHT);
  const before = night.report(LAST).performance;
  expect(before.window!.coverage!.coverage).toBeLessThan(0.5);

  const database = await openDatabase(tmp);
  const rows = (await predictHoldout(folder)).slice(0, 2000);
  const replaced = await buildReference(database, tmp, folder.definition, rows, 'another');
  database.close();
  night.model = { definition: folder.definition, reference: replaced };
  await night.run({ date: LAST }, NIGHT);
  const { performance, reference } = night.report(LAST);
  expect(reference.hash).toBe(replaced.hash);
  expect(performance.days.map(({ date, predictions }) => [date, predictions])).toEqual(
    DATES.map((date) => [date, PER_DAY]),
  );
  expect(performance.window!.coverage!.coverage).toBe(before.window!.coverage!.coverage);
  expect(performance.window!.adjusted_accuracy!.worst).toBe(before.window!.adjusted_accuracy!.worst);
});
