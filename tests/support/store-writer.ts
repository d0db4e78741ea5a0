// A process or worker thread that writes to a FileStore: `node store-writer.ts <directory> <task> <name> <of how many>`.
// It says on its standard output (a thread: in a message) what it did, one word a line.
import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { FileStore } from '../../lib/store/file.ts';
import { FileLock } from '../../lib/store/lock.ts';
import { increment, wins } from './store-race.ts';

const [directory = '', task, name = '', count] = process.argv.slice(2);
// Where others use this machine too, each waits for many.
const store = new FileStore(directory, { lockTimeoutMs: 60_000 });

/** At once, so that a kill right after it cannot take it back. */
function say(word: string): void {
  if (parentPort) parentPort.postMessage(word);
  else writeSync(1, `${word}\n`);
}

/** Waits until all others are here too: without, a busy machine lets whoever is first win every time. */
async function together(round: number): Promise<void> {
  const folder = join(directory, '.race', String(round));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), '');
  while (readdirSync(folder).length < Number(count)) await setTimeout(Math.random() * 3);
}

async function race(): Promise<void> {
  for (let round = 0; round < 20; round++) {
    await together(round);
    if (await wins(store, `race/${round}`, name, { ifAbsent: true })) say(`won-${round}`);
  }
  for (let time = 0; time < 10; time++) await increment(store, 'counter');
}

/** Files that prove themselves whole, and a counter that proves that nothing counted is lost. */
async function loop(): Promise<void> {
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
