import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PreconditionFailedError } from '../../lib/store/errors.ts';
import type { Store } from '../../lib/store/store.ts';
import { collect } from '../support/store-collect.ts';
import { storeDirectory } from '../support/store-directory.ts';
import { text } from '../support/store-race.ts';
import type { Subject } from './store.ts';

const MB = 1024 * 1024;
/** Of what S3 takes in parts, some not whole. */
const LARGE = 33 * MB + 1;

/** What every store keeps to where objects come from files and go to files. */
export function fileContract(open: () => Promise<Subject>): void {
  let store: Store;
  let directory: string;
  const path = (name: string) => join(directory, name);
  beforeEach(async () => {
    ({ store } = await open());
    directory = await storeDirectory();
  });

  test.each([0, 1000, 16 * MB + 1, LARGE])('a file of %i bytes comes back as it was', async (size) => {
    const body = randomBytes(size);
    await writeFile(path('in'), body);
    const { etag } = await store.putFile('a/b=1/c.parquet', path('in'));
    expect(await store.getFile('a/b=1/c.parquet', path('out'))).toEqual({ etag });
    expect(body.equals(await readFile(path('out')))).toBe(true);
    expect(await collect(store.list('a/'))).toMatchObject([{ key: 'a/b=1/c.parquet', etag, size }]);
    const part = await store.get(
      'a/b=1/c.parquet',
      [size - 3, size - 1].map((at) => Math.max(0, at)) as [number, number],
    );
    expect(Buffer.from(part!.body).equals(body.subarray(-3))).toBe(true);
    expect(part!.etag).toBe(etag);
    // A file that is there is not written over.
    await expect(store.getFile('a/b=1/c.parquet', path('out'))).rejects.toThrow();
  });

  test.each([1000, LARGE])('of %i bytes: conditions hold as for any other put', async (size) => {
    await writeFile(path('in'), randomBytes(size));
    const first = await store.putFile('a', path('in'), { ifAbsent: true });
    await expect(store.putFile('a', path('in'), { ifAbsent: true })).rejects.toThrow(PreconditionFailedError);
    const second = await store.put('a', 'another', { ifMatch: first.etag });
    await expect(store.putFile('a', path('in'), { ifMatch: first.etag })).rejects.toThrow(
      PreconditionFailedError,
    );
    expect(text((await store.get('a'))!.body)).toBe('another');
    await store.putFile('a', path('in'), { ifMatch: second.etag });
    expect((await collect(store.list('a')))[0]!.size).toBe(size);
  });

  test('who reads meanwhile sees one file or the other', async () => {
    const etags: string[] = [];
    for (const name of ['one', 'two']) {
      await writeFile(path(name), randomBytes(LARGE));
      etags.push((await store.putFile('a', path(name))).etag);
    }
    let isOver = false;
    const seen: Promise<unknown>[] = [];
    const read = async () => {
      for (let i = 0; !isOver || i < 2; i++) {
        const found = (await store.getFile('a', path(`seen-${i}`)))!;
        const name = ['one', 'two'][etags.indexOf(found.etag)]!;
        seen.push(
          Promise.all([readFile(path(`seen-${i}`)), readFile(path(name))]).then(([a, b]) =>
            expect(a.equals(b)).toBe(true),
          ),
        );
      }
    };
    const reading = read();
    for (const name of ['one', 'two', 'one']) await store.putFile('a', path(name));
    isOver = true;
    await reading;
    await Promise.all(seen);
  });

  test('what is not there is told, and leaves nothing', async () => {
    expect(await store.getFile('none', path('out'))).toBeUndefined();
    await expect(stat(path('out'))).rejects.toThrow('ENOENT');
    await store.put('a', 'one');
    await expect(store.putFile('a', path('none'))).rejects.toThrow('ENOENT');
    expect(text((await store.get('a'))!.body)).toBe('one');
    await expect(store.putFile('../a', path('none'))).rejects.toThrow(TypeError);
    await expect(store.getFile('../a', path('none'))).rejects.toThrow(TypeError);
  });
}
