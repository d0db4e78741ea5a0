import { type ChildProcess, spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { StoreUnavailableError } from '../../lib/store/errors.ts';
import { FileStore } from '../../lib/store/file.ts';
import { collect } from '../support/store-collect.ts';
import { storeDirectory } from '../support/store-directory.ts';
import { text } from '../support/store-race.ts';

const SCRIPT = join(__dirname, '../support/store-writer.ts');

interface Writer {
  /** What it said so far. */
  words: string[];
  /** Ends it at whatever it is doing. */
  kill(): Promise<unknown>;
  ended: Promise<unknown>;
}

let running: Writer[];
let directory: string;
let store: FileStore;
beforeEach(async () => {
  running = [];
  directory = await storeDirectory();
  store = new FileStore(directory);
});
afterEach(() => Promise.all(running.map((writer) => writer.kill())));

function inProcess(task: string, name = '', of = 1): Writer {
  const child: ChildProcess = spawn(process.execPath, [SCRIPT, directory, task, name, String(of)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const words: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (word) => words.push(word));
  const ended = once(child, 'close');
  const kill = () => {
    child.kill('SIGKILL');
    return ended;
  };
  return start({ words, kill, ended });
}

function inThread(task: string, name = '', of = 1): Writer {
  const worker = new Worker(SCRIPT, { argv: [directory, task, name, String(of)] });
  const words: string[] = [];
  worker.on('message', (word: string) => words.push(word));
  const ended = once(worker, 'exit');
  return start({ words, kill: () => worker.terminate(), ended });
}

function start(writer: Writer): Writer {
  running.push(writer);
  return writer;
}

async function said(word: string, writers: Writer[]): Promise<void> {
  while (!writers.every(({ words }) => words.includes(word))) await setTimeout(5);
}

describe.each([
  ['processes', inProcess, 20],
  ['worker threads', inThread, 8],
])('%s that share a directory', (_, writer, count) => {
  test('race: one wins each key, no increment is lost', async () => {
    const writers = Array.from({ length: count }, (_, index) => writer('race', `writer-${index}`, count));
    await Promise.all(writers.map(({ ended }) => ended));

    const winners = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const owner = text((await store.get(`race/${round}`))!.body);
      const won = writers.flatMap(({ words }, index) =>
        words.includes(`won-${round}`) ? [`writer-${index}`] : [],
      );
      expect(won).toEqual([owner]);
      winners.add(owner);
    }
    expect(winners.size).toBeGreaterThan(1); // else they did not race
    expect(text((await store.get('counter'))!.body)).toBe(String(10 * count));
  });

  test('leave no lock when they end inside the critical section', async () => {
    const holder = writer('hold');
    await said('held', [holder]);
    const impatient = new FileStore(directory, { lockTimeoutMs: 100 });
    await expect(impatient.put('a', '')).rejects.toThrow(StoreUnavailableError);
    await expect(impatient.delete('a')).rejects.toThrow('within 100 ms, but others held it');
    expect(await impatient.get('a')).toBeUndefined();
    await holder.kill();
    await impatient.put('a', 'free');
  });
});

test('a directory that was removed under a running process has one lock again', async () => {
  const old = new FileStore(directory, { lockTimeoutMs: 100 });
  await old.put('a', 'one');
  await rm(directory, { recursive: true });
  await said('held', [inProcess('hold')]);
  await expect(old.put('a', 'two')).rejects.toThrow('within 100 ms, but others held it');
});

/** How often it said that it has counted. */
const heard = ({ words }: Writer): number => words.filter((word) => word === 'counted').length;

/** What the task `loop` of store-writer.ts writes: a hash, then what it is the hash of. */
async function expectWhole(): Promise<void> {
  for (const { key } of await collect(store.list('whole/'))) {
    const whole = text((await store.get(key))!.body);
    expect(whole.slice(0, 32)).toBe(hash('md5', whole.slice(32)));
  }
}

test('processes killed in a write loop leave no lock, no torn file, and count what they said', async () => {
  const writers = Array.from({ length: 6 }, (_, index) => inProcess('loop', `writer-${index}`));
  for (let kill = 0; kill < 18; kill++) {
    while (heard(writers[0]!) < 6) await setTimeout(5);
    await setTimeout(Math.random() * 20);
    await expectWhole();
    await writers.shift()!.kill();
    writers.push(inProcess('loop', `writer-${kill + 6}`));
  }
  await Promise.all(writers.map((writer) => writer.kill()));

  // A lock that was left would be there for ever.
  await store.put('a', '');

  const entries = await collect(store.list(''));
  expect(entries.map(({ key }) => key)).toEqual([
    'a',
    'counter',
    ...[0, 1, 2, 3, 4].map((n) => `whole/${n}`),
  ]);
  await expectWhole();
  const counted = Number(text((await store.get('counter'))!.body));
  const said = running.reduce((sum, writer) => sum + heard(writer), 0);
  expect(said).toBeGreaterThan(100);
  expect(counted).toBeGreaterThanOrEqual(said);
  expect(counted).toBeLessThanOrEqual(said + running.length); // each may have died between the put and the word
  expect((await readdir(join(directory, '.store'))).toSorted()).toEqual(['lock', 'staging']);
});
