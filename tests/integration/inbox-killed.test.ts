import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rolling } from '../../lib/feedback/recent.ts';
import { FileStore } from '../../lib/store/file.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { ROOT } from '../support/handler-sources.ts';
import { filesIn, refusalsIn } from '../support/inbox.ts';
import { readOutcomes, writePredictions } from '../support/outcome-log.ts';
import { seededRandom } from '../support/random.ts';

const PREDICTIONS = 400;
const FILE_COUNT = 3;
const KILLS = 10;
/** What a process that is to be killed does at most beyond its batches. */
const MORE = 4;
const random = seededRandom(11);

/** Runs a process until it is killed, a little after so many batches; without, to its end. Returns what it said last. */
async function run(directory: string, tmp: string, batches = Number.POSITIVE_INFINITY): Promise<string> {
  const script = join(ROOT, 'tests/support/inbox-process.ts');
  const args = [script, directory, tmp, String(batches + MORE)];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (child.killed || said.split('\n').length <= batches) continue;
    await sleep(random() * 20);
    child.kill('SIGKILL');
  }
  await closed;
  return said.trimEnd().split('\n').at(-1)!;
}

test(`${KILLS} runs killed by SIGKILL on the way: every row counts once, and every file is moved`, async () => {
  const [directory, tmp] = [await temporaryDirectory(), await temporaryDirectory()];
  const store = new FileStore(directory);
  const labels = Array.from({ length: PREDICTIONS }, (_, i) => ({ label: i % 2 }));
  const predictions = await writePredictions(store, labels);
  for (let i = 0; i < FILE_COUNT; i++) {
    const rows = predictions.filter((_, j) => j % FILE_COUNT === i).map(({ id }) => `${id},1\n`);
    await store.put(`outcomes-inbox/files/${i}.csv`, `id,o\n${rows.join('')}${i === 1 ? 'none,1\n' : ''}`);
  }
  let killed = 0;
  while (killed < KILLS) {
    if ((await run(directory, tmp, 1 + Math.floor(random() * 8))) !== 'a batch is taken') break;
    killed++;
  }
  // They did part of it, and nothing that does not add up.
  expect((await readOutcomes(store)).outcomes.length).toBeGreaterThan(0);
  const last = await run(directory, tmp);
  expect(JSON.parse(last)).toMatchObject({ source: 'files', deferred: 0, skipped: [] });
  expect(killed).toBeGreaterThan(2);
  const { outcomes, rejected } = await readOutcomes(store);
  expect(outcomes.map((outcome) => outcome.prediction_id).sort()).toEqual(
    predictions.map(({ id }) => id).sort(),
  );
  expect(rejected).toEqual({ 'unknown files invalid_id': 1 });
  expect((await refusalsIn(store)).map(({ at }) => at)).toEqual(['line 135']);
  expect(await filesIn(store)).toEqual([
    'outcomes-done/files/0.csv',
    'outcomes-done/files/2.csv',
    'outcomes-rejected/files/1.csv',
    'outcomes-rejected/files/1.csv.rejected.ndjson',
  ]);
  expect((await rolling(store, 'm')).outcomes).toBe(100);
});
