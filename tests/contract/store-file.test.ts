import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreUnavailableError } from '../../lib/store/errors.ts';
import { FileStore } from '../../lib/store/file.ts';
import type { Condition, Store } from '../../lib/store/store.ts';
import { collect } from '../support/store-collect.ts';
import { storeDirectory } from '../support/store-directory.ts';
import { type Subject, storeContract } from './store.ts';
import { fileContract } from './store-files.ts';
import { listingContract } from './store-listing.ts';
import { racingContract } from './store-racing.ts';

/** A put that is in, and a caller who never hears of it: what a network does to S3. */
class LossyStore extends FileStore {
  loseNext = false;

  override async put(key: string, body: Uint8Array | string, condition?: Condition) {
    const answer = await super.put(key, body, condition);
    if (!this.loseNext) return answer;
    this.loseNext = false;
    throw new StoreUnavailableError('put', key, new Error('the answer was lost'));
  }
}

async function open(): Promise<Subject> {
  const store = new LossyStore(await storeDirectory());
  return {
    store,
    loseNextAnswer() {
      store.loseNext = true;
    },
  };
}

describe('FileStore', () => {
  storeContract(open);
  fileContract(open);
  listingContract(open);
  racingContract(open, { rounds: 10, increments: 10 });
});

describe('the files of FileStore', () => {
  let directory: string;
  let store: Store;
  beforeEach(async () => {
    directory = await storeDirectory();
    store = new FileStore(directory);
  });

  test('are plain, at their keys, with nothing beside them', async () => {
    await store.put('a/b=1/c~2', 'text');
    expect(await readFile(join(directory, 'a/b=1/c~2'), 'utf8')).toBe('text');
    expect((await readdir(directory)).toSorted()).toEqual(['.store', 'a']);
    expect((await readdir(join(directory, '.store'))).toSorted()).toEqual(['lock', 'staging']);
    expect(await readdir(join(directory, '.store/staging'))).toEqual([]);
    expect(await readFile(join(directory, '.store/lock'), 'utf8')).toBe('');
    await store.delete('a/b=1/c~2');
    expect(await readdir(directory)).toEqual(['.store']);
  });

  test('that a user put there are objects, hidden and foreign ones are not', async () => {
    await mkdir(join(directory, 'models/iris'), { recursive: true });
    await writeFile(join(directory, 'models/iris/model.json'), '{}');
    await writeFile(join(directory, 'models/iris/.model.json.swp'), '');
    await writeFile(join(directory, 'models/iris/my notes.txt'), '');
    await symlink('/etc', join(directory, 'models/etc'));
    const entries = await collect(store.list(''));
    expect(entries.map(({ key }) => key)).toEqual(['models/iris/model.json']);
  });

  test('survive a directory that is removed under a running process', async () => {
    const other = new FileStore(directory);
    await Promise.all([store.put('a', 'one'), other.put('b', 'one')]);
    await rm(directory, { recursive: true });
    expect(await store.get('a')).toBeUndefined();
    await store.put('a', 'two', { ifAbsent: true });
    await expect(other.put('a', 'three', { ifAbsent: true })).rejects.toThrow('another writer was first');
  });

  test('that a killed process left in staging go after an hour', async () => {
    await mkdir(join(directory, '.store/staging'), { recursive: true });
    await writeFile(join(directory, '.store/staging/old'), '');
    await utimes(join(directory, '.store/staging/old'), 0, Date.now() / 1000 - 3700);
    await writeFile(join(directory, '.store/staging/young'), '');
    await store.put('a', '');
    expect(await readdir(join(directory, '.store/staging'))).toEqual(['young']);
  });

  test('with fsync are the same', async () => {
    const durable = new FileStore(directory, { fsync: true });
    const { etag } = await durable.put('a/b/c', 'one', { ifAbsent: true });
    await durable.put('a/b/c', 'two', { ifMatch: etag });
    await durable.delete('a/b/c');
    expect(await readdir(directory)).toEqual(['.store']);
  });

  test('may vanish while they are listed', async () => {
    const keys = Array.from({ length: 300 }, (_, index) => `a/${index % 10}/${index}`);
    await Promise.all(keys.map((key) => store.put(key, 'x')));
    const listed = Promise.all(Array.from({ length: 5 }, () => collect(store.list(''))));
    await Promise.all(keys.map((key) => store.delete(key)));
    for (const entries of await listed) for (const { key } of entries) expect(keys).toContain(key);
    expect(await collect(store.list(''))).toEqual([]);
  });

  test('that cannot be written or read are StoreUnavailableError', async () => {
    await store.put('a', 'one');
    await expect(store.put('a/b', 'two')).rejects.toThrow(StoreUnavailableError); // a is no folder
    await store.put('c/d', 'one');
    await expect(store.put('c', 'two')).rejects.toThrow(StoreUnavailableError); // c is one
    expect(await readdir(join(directory, '.store/staging'))).toEqual([]);

    const nowhere = new FileStore('/dev/null/driftgate');
    await expect(nowhere.put('a', '')).rejects.toThrow(StoreUnavailableError);
    await expect(nowhere.delete('a')).rejects.toThrow(StoreUnavailableError);
  });
});
