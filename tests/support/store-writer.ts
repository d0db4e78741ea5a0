// A process or worker thread that writes to a FileStore: `node store-writer.ts <directory> <task> <name>`.
// It says on its standard output (a thread: in a message) what it did, one word a line.
import { hash } from 'node:crypto';
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { FileStore } from '../../lib/store/file.ts';
import { FileLock } from '../../lib/store/lock.ts';
import { increment, wins } from './store-race.ts';

const [directory = '', task, name = ''] = process.argv.slice(2);
const store = new FileStore(directory);

/** At once, so that a kill right after it cannot take it back. */
function say(word: string): void {
  if (parentPort) parentPort.postMessage(word);
  else writeSync(1, `${word}\n`);
}

/** When to start, together with the others: who started them writes it into this file. */
async function startTime(): Promise<number> {
  say('ready');
  const file = join(directory, '.start');
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await setTimeout(2);
  return Number(readFileSync(file, 'utf8'));
}

async function race(): Promise<void> {
  const start = await startTime();
  for (let round = 0; round < 20; round++) {
    await setTimeout(Math.max(0, start + 15 * round - Date.now()));
    if (await wins(store, `race/${round}`, name, { ifAbsent: true })) say(`won-${round}`);
  }
  for (let time = 0; time < 10; time++) await increment(store, 'counter');
}

/** Files that prove themselves whole, and a counter that proves that nothing counted is lost. */
async function loop(): Promise<void> {
  await startTime();
  for (let time = 0; ; time++) {
    const content = `${name} ${time} `.repeat(1 + ((time * 997) % 5000));
    await store.put(`whole/${time % 5}`, hash('md5', content) + content);
    await increment(store, 'counter');
    say('counted');
  }
}

async function hold(): Promise<void> {
  await new FileLock(join(directory, '.store', 'lock'), 1000).run(() => {
    say('held');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
}

await { race, loop, hold }[task as 'race' | 'loop' | 'hold']();
