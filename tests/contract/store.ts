import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { PreconditionFailedError, StoreUnavailableError } from '../../lib/store/errors.ts';
import type { Store } from '../../lib/store/store.ts';
import { collect } from '../support/store-collect.ts';
import { text } from '../support/store-race.ts';

/** An empty store, and a way to make it lose the answer of its next put after the put is in. */
export interface Subject {
  store: Store;
  loseNextAnswer(): void;
}

/** What every store keeps to, one object at a time. `open` gives an empty one. */
export function storeContract(open: () => Promise<Subject>): void {
  let store: Store;
  let subject: Subject;
  beforeEach(async () => {
    subject = await open();
    store = subject.store;
  });

  test('a get sees the put before it', async () => {
    const { etag } = await store.put('slots/predict/0.json', '{"a":1}');
    const object = await store.get('slots/predict/0.json');
    expect(text(object!.body)).toBe('{"a":1}');
    expect(object!.etag).toBe(etag);
    expect(await store.get('slots/predict/1.json')).toBeUndefined();
    expect(await store.get('slots/predict')).toBeUndefined();
    expect(await store.get('slots/predict/0.json/below')).toBeUndefined();
  });

  test('an overwrite changes the content and the etag', async () => {
    const { etag } = await store.put('a', 'one');
    const second = await store.put('a', 'two');
    expect(second.etag).not.toBe(etag);
    expect(text((await store.get('a'))!.body)).toBe('two');
  });

  test('if-absent writes once', async () => {
    await store.put('a', 'one', { ifAbsent: true });
    await expect(store.put('a', 'two', { ifAbsent: true })).rejects.toThrow(PreconditionFailedError);
    expect(text((await store.get('a'))!.body)).toBe('one');
    await store.delete('a');
    await store.put('a', 'three', { ifAbsent: true });
  });

  test('if-match writes over that state only', async () => {
    const first = await store.put('a', 'one');
    const second = await store.put('a', 'two', { ifMatch: first.etag });
    await expect(store.put('a', 'three', { ifMatch: first.etag })).rejects.toThrow(PreconditionFailedError);
    expect(text((await store.get('a'))!.body)).toBe('two');
    await store.put('a', 'four', { ifMatch: second.etag });
  });

  test('if-match on an object that is not there does not hold', async () => {
    const { etag } = await store.put('a', 'one');
    await store.delete('a');
    await expect(store.put('a', 'two', { ifMatch: etag })).rejects.toThrow(PreconditionFailedError);
    expect(await store.get('a')).toBeUndefined();
  });

  test('a delete removes one object and may be repeated', async () => {
    await store.put('d/a', 'one');
    await store.put('d/b', 'two');
    await store.delete('d/a');
    await store.delete('d/a');
    await store.delete('d');
    await store.delete('never/was');
    expect(await store.get('d/a')).toBeUndefined();
    expect(text((await store.get('d/b'))!.body)).toBe('two');
    await store.delete('d/b');
    await store.put('d', 'the name of a former folder');
  });

  test('a copy is the same object at another key, or none', async () => {
    const { etag } = await store.put('a/b+c=1.csv', 'one');
    await store.copy('a/b+c=1.csv', 'd/e~f.csv', etag);
    await store.put('a/b+c=1.csv', 'two');
    expect(text((await store.get('d/e~f.csv'))!.body)).toBe('one');
    await expect(store.copy('a/b+c=1.csv', 'd/e~f.csv', etag)).rejects.toThrow(PreconditionFailedError);
    await expect(store.copy('a/none', 'd/e~f.csv', etag)).rejects.toThrow(PreconditionFailedError);
    expect(text((await store.get('d/e~f.csv'))!.body)).toBe('one');
    await store.copy('d/e~f.csv', 'd/e~f.csv.again', (await store.get('d/e~f.csv'))!.etag);
    await store.delete('d/e~f.csv');
    expect(text((await store.get('d/e~f.csv.again'))!.body)).toBe('one');
    expect((await store.get('d/e~f.csv.again'))!.etag).toBe(etag);
  });

  test('part of a large object has the etag of the whole', async () => {
    const body = randomBytes(3 * 1024 * 1024);
    const { etag } = await store.put('a', body);
    for (const [first, last] of [
      [0, 0],
      [1024 * 1024 - 1, 2 * 1024 * 1024],
      [body.length - 1, body.length + 10],
    ] as [number, number][]) {
      const part = (await store.get('a', [first, last]))!;
      expect(Buffer.compare(part.body, body.subarray(first, last + 1))).toBe(0);
      expect(part.etag).toBe(etag);
    }
    const [entry] = await collect(store.list('a'));
    expect(entry).toMatchObject({ key: 'a', etag, size: body.length });
  });

  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['unicode', Buffer.from('Größe → 尺寸 👍\u0000\r\n')],
    ['every byte', Uint8Array.from({ length: 256 }, (_, index) => index)],
    ['6 MB', randomBytes(6 * 1024 * 1024)],
  ])('a body of %s comes back as it was', async (_, body) => {
    const { etag } = await store.put('body', body);
    const object = await store.get('body');
    expect(Buffer.compare(object!.body, body)).toBe(0);
    expect(object!.etag).toBe(etag);
  });

  test('a string is stored as UTF-8', async () => {
    await store.put('a', 'é');
    expect([...(await store.get('a'))!.body]).toEqual([0xc3, 0xa9]);
  });

  test('a range is inclusive and clipped to the object', async () => {
    const { etag } = await store.put('a', '0123456789');
    const ranges: [number, number, string][] = [
      [0, 0, '0'],
      [2, 4, '234'],
      [8, 99, '89'],
      [10, 12, ''],
    ];
    for (const [first, last, expected] of ranges) {
      const part = await store.get('a', [first, last]);
      expect([text(part!.body), part!.etag]).toEqual([expected, etag]);
    }
    await store.put('empty', '');
    expect((await store.get('empty', [0, 99]))!.body.byteLength).toBe(0);
    expect(await store.get('none', [0, 99])).toBeUndefined();
    await expect(store.get('a', [4, 2])).rejects.toThrow(RangeError);
  });

  test('ages grow', async () => {
    const began = performance.now();
    await store.put('a', 'one');
    const young = (await store.get('a'))!.ageMs;
    await setTimeout(1100); // S3 tells whole seconds
    const old = (await store.get('a'))!.ageMs;
    expect(young).toBeGreaterThanOrEqual(0);
    expect(old - young).toBeGreaterThanOrEqual(1000);
    expect(old).toBeLessThan(performance.now() - began + 1100);
    for await (const entry of store.list('a')) expect(entry.ageMs).toBeGreaterThanOrEqual(1000);
    const part = await store.get('a', [99, 99]);
    expect(part!.ageMs).toBeGreaterThanOrEqual(1000);
    const before = performance.now();
    await store.put('a', 'one');
    const { ageMs } = (await store.get('a'))!;
    expect(ageMs).toBeLessThan(performance.now() - before + 1100);
  });

  test.each([
    '',
    '/a',
    'a/',
    'a//b',
    '../a',
    'a/../b',
    'a/./b',
    '.store/lock',
    'a b',
    'a\\b',
    'é',
    'x'.repeat(256),
  ])('the key %j is refused', async (key) => {
    await expect(store.put(key, '')).rejects.toThrow(TypeError);
    await expect(store.get(key)).rejects.toThrow(TypeError);
    await expect(store.delete(key)).rejects.toThrow(TypeError);
  });

  test('after a lost answer the writer finds his own mark', async () => {
    const { etag } = await store.put('a', 'one');
    subject.loseNextAnswer();
    const lost = await store.put('a', 'two of writer 7', { ifMatch: etag }).catch((error) => error);
    expect([PreconditionFailedError, StoreUnavailableError]).toContain(lost.constructor);
    const found = await store.get('a');
    expect(text(found!.body)).toBe('two of writer 7');
    await store.put('a', 'three', { ifMatch: found!.etag });
  });
}
