import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profileKey, reportPageKey } from '../../lib/archive/keys.ts';
import { predictHoldout } from '../../lib/model/holdout.ts';
import { publish } from '../../lib/model/publish.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { addDays } from '../../lib/nightly/dates.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import { buildReference } from '../../lib/profile/build-reference.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { folderReference } from '../../lib/profile/folder-reference.ts';
import type { Profile } from '../../lib/profile/profile.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { writeModelDays } from '../support/model-days.ts';
import { copyModel } from '../support/model-folder.ts';
import { ModelNights } from '../support/model-nights.ts';

const NAME = 'loan-approval';
const LAST = '2026-12-20';
const BEFORE = addDays(LAST, -1);
const PER_DAY = 300;
/** Predictions of the last day before another version was deployed. */
const UNTIL = 220;
const morningAfter = (date: string) => `${addDays(date, 1)}T01:15:00Z`;

let tmp: string;
let old: ModelFolder;
let oldModel: MonitoredModel;
let newModel: MonitoredModel;
/** Two days of the old version, much of which was wrong; on the second, credit scores fell. */
let traffic: MemoryStore;

beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  const version = (of: string) => copyModel(NAME, join(tmp, of), { version: of, outcome_maturity_days: 1 });
  old = await version('1.0.0');
  oldModel = { definition: old.definition, reference: await folderReference(old) };
  const { definition, ...folder } = await version('2.0.0');
  const database = await openDatabase(tmp);
  // Of fewer rows, so of other bins.
  const rows = (await predictHoldout({ definition, ...folder })).slice(0, 1000);
  newModel = { definition, reference: await buildReference(database, tmp, definition, rows, 'another') };
  database.close();
  traffic = new MemoryStore();
  await writeModelDays(traffic, {
    folder: old,
    dates: [BEFORE, LAST],
    perDay: PER_DAY,
    flipped: () => 0.4,
    change: (row, date) => (date === LAST ? { ...row, credit_score: 300 } : row),
  });
});
afterAll(() => rm(tmp, { recursive: true, force: true }));

/** The traffic, with what becomes of the last day's lines that came after the deployment. */
function nights(after: (line: string) => string | null = (line) => line) {
  const store = new MemoryStore();
  for (const [key, body] of traffic.objects) {
    const lines = Buffer.from(body).toString().trimEnd().split('\n');
    const isAfter = (line: string) => Number(/-(\d{6})"/.exec(line)?.[1] ?? 0) >= UNTIL;
    const kept = lines.map((line) => (key.includes(LAST) && isAfter(line) ? after(line) : line));
    store.objects.set(key, Buffer.from(`${kept.filter((line) => line !== null).join('\n')}\n`));
  }
  return { store, night: new ModelNights(store, old, oldModel, tmp) };
}

const byNewVersion = (line: string) => line.replace('"version":"1.0.0"', '"version":"2.0.0"');

test('what answered before a deployment is judged as if nothing had been deployed', async () => {
  const { store, night } = nights(byNewVersion);
  await night.run({ date: BEFORE }, morningAfter(BEFORE));
  night.model = newModel;
  await night.run({ date: LAST }, morningAfter(LAST));
  const { others, versions, current, drift, headline, definition } = night.report(LAST);

  const { store: alone, night: without } = nights(() => null);
  await without.run({ from: BEFORE, to: LAST }, morningAfter(LAST));
  const expected = without.report(LAST);
  expect(expected.decision.decision).toBe('retrain');
  expect(others).toMatchObject([
    {
      version: '1.0.0',
      predictions: UNTIL,
      findings: {
        headline: expected.headline,
        decision: expected.decision,
        drift: expected.drift,
        data_quality: expected.data_quality,
        performance: { days: expected.performance.days, trends: expected.performance.trends },
      },
    },
  ]);
  const key = profileKey(NAME, '1.0.0', LAST);
  expect(store.json<Profile>(key)).toEqual(alone.json<Profile>(key));
  expect(versions).toEqual([
    expected.versions[0],
    expect.objectContaining({ version: '2.0.0', predictions: PER_DAY - UNTIL, state: 'insufficient_data' }),
  ]);

  // The day's numbers are those of the version that is deployed.
  expect({ current, version: definition.version }).toEqual({ current: '2.0.0', version: '2.0.0' });
  expect(drift).toMatchObject({ version: '2.0.0', window: { predictions: PER_DAY - UNTIL } });
  expect(headline).toContain(
    `Version 1.0.0 answered ${UNTIL} predictions of the day and is judged by its own reference: retrain.`,
  );
  const page = store.text(reportPageKey(NAME, LAST));
  expect(page).toContain('<h2>Other versions that answered that day</h2>');
  expect(page).toContain(expected.headline);

  // Again, from what was stored.
  const before = new Map(store.objects);
  await night.run({ date: LAST }, morningAfter(LAST));
  expect(store.objects).toEqual(before);
});

test('a day before a deployment has the report that it would have had, but nobody is told to retrain what is replaced', async () => {
  const { night: before } = nights();
  await before.run({ from: BEFORE, to: LAST }, morningAfter(LAST));
  expect(before.sent).toMatchObject([{ detail: { version: '1.0.0', date: LAST } }]);
  const { store, night } = nights();
  await night.run({ date: BEFORE }, morningAfter(BEFORE));
  night.model = newModel;
  await night.run({ date: LAST }, morningAfter(LAST));
  // The model that could be validated now is another one.
  expect(night.report(LAST)).toEqual({ ...before.report(LAST), validation: null });
  expect(night.validated).toEqual([]);
  expect(night.sent).toEqual([]);
  expect([...store.objects.keys()].filter((key) => key.startsWith('events/'))).toEqual([]);
});

test('a version of which nothing is known is named with its predictions; one that was published is judged', async () => {
  const { store, night } = nights(byNewVersion);
  night.model = newModel;
  await night.run({ date: LAST }, morningAfter(LAST));
  const { others, headline } = night.report(LAST);
  expect(others).toEqual([{ version: '1.0.0', predictions: UNTIL, findings: null }]);
  const told = `Version 1.0.0 answered ${UNTIL} predictions of the day, which are not judged: nothing is known of its reference.`;
  expect(headline).toContain(told);
  expect(store.text(reportPageKey(NAME, LAST))).toContain(told);
  expect(night.summary!.days[0]!.models).toMatchObject([{ predictions: PER_DAY, unjudged: UNTIL }]);

  await publish(store, old);
  await night.run({ date: LAST }, morningAfter(LAST));
  expect(night.report(LAST).others[0]!.findings!.drift).toMatchObject({
    version: '1.0.0',
    window: { predictions: UNTIL },
  });
  expect(night.summary!.days[0]!.models).toMatchObject([{ unjudged: 0 }]);
});
