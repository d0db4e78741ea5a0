import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchChunks } from '../../lib/archive/chunks.ts';
import { listAll } from '../../lib/archive/list-all.ts';
import { MemoryStore } from '../support/memory-store.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const key = (i: number) => `log/predict/${String(i).padStart(3, '0')}.ndjson`;

async function storeOf(texts: readonly string[]) {
  const store = new MemoryStore();
  for (const [i, text] of texts.entries()) await store.put(key(i), text);
  return { store, entries: await listAll(store, 'log/') };
}

test('segments come in their order, each ending with a newline, and no more than the next one is fetched ahead', async () => {
  const texts = Array.from({ length: 40 }, (_, i) => `${`${i} `.repeat(20)}${i % 3 === 0 ? '' : '\n'}`);
  const { store, entries } = await storeOf(texts);
  let text = '';
  let chunks = 0;
  for await (const { file, longestSegment } of fetchChunks(store, entries, directory, 300)) {
    const content = await readFile(file, 'utf8');
    expect(longestSegment).toBe(Math.max(...content.split('\n').map((line) => line.length)) + 1);
    expect((await readdir(directory)).length).toBeLessThanOrEqual(2);
    text += content;
    chunks++;
    await rm(file);
  }
  expect(text).toBe(texts.map((of) => (of.endsWith('\n') ? of : `${of}\n`)).join(''));
  expect(chunks).toBeGreaterThan(5);
  expect(chunks).toBeLessThan(20);
  expect(await readdir(directory)).toEqual([]);
});

test('no segment, no chunk', async () => {
  const { store } = await storeOf([]);
  expect(await fetchChunks(store, [], directory).next()).toEqual({ done: true, value: undefined });
});

test('a segment that is gone ends it, after the chunks before', async () => {
  const { store, entries } = await storeOf(['a\n', 'b\n', 'c\n']);
  await store.delete(key(2));
  const chunks = fetchChunks(store, entries, directory, 1);
  expect((await chunks.next()).done).toBe(false);
  expect((await chunks.next()).done).toBe(false);
  await expect(chunks.next()).rejects.toThrow(
    `${key(2)}: expected the object that was just listed, got none`,
  );
});

test('whoever stops early waits for what is on its way, so that nothing is written afterwards', async () => {
  const { store, entries } = await storeOf(['a\n', 'b\n', 'c\n']);
  let landed = 0;
  const slow = {
    get: async (of: string) => {
      const object = await store.get(of);
      await new Promise((resolve) => setTimeout(resolve, 20));
      landed++;
      return object;
    },
  } as typeof store;
  const chunks = fetchChunks(slow, entries, directory, 1);
  await chunks.next();
  await chunks.return();
  expect(landed).toBe(2);
});
