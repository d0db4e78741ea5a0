import type { Entry, Store } from '../../lib/store/store.ts';
import { collect } from '../support/store-collect.ts';
import type { Subject } from './store.ts';

const KEYS = [
  'log/p/dt=2025-01-01/hour=00/0-a-1.ndjson',
  'log/p/dt=2025-01-01/hour=01/0-a-2.ndjson',
  'log/p-2/dt=2025-01-01/hour=00/0-a-1.ndjson',
  'log/p.ndjson',
  'log/p0',
  'recent/model=m/08~id_1~1~0',
  'recent/model=m/08~id_1~1~1',
  'recent/model=n/01~id-2~0.5~1',
  'top',
];

/** What every store keeps to in its lists. */
export function listingContract(open: () => Promise<Subject>): void {
  let store: Store;
  beforeEach(async () => {
    store = (await open()).store;
  });

  test('an empty store lists nothing', async () => {
    expect(await keys(store.list(''))).toEqual([]);
    expect(await keys(store.list('a/b'))).toEqual([]);
  });

  test('keys come in byte order, by prefix, after a key', async () => {
    for (const key of KEYS.toReversed()) await store.put(key, '');
    const sorted = KEYS.toSorted();
    const prefixes = [
      '',
      'log',
      'log/',
      'log/p',
      'log/p/',
      'log/p/dt=2025-01-01/hour=0',
      'recent/model=m/08~',
      'to',
      'top',
      'x',
    ];
    const starts = [
      undefined,
      '',
      'a',
      'log/p',
      'log/p/',
      'log/p/dt=2025-01-01/hour=00/0-a-1.ndjson',
      'log/p.',
      'log/q',
      'top',
      'zz',
    ];
    for (const prefix of prefixes) {
      for (const startAfter of starts) {
        const expected = sorted.filter((key) => key.startsWith(prefix) && key > (startAfter ?? ''));
        const listed = await keys(store.list(prefix, startAfter === undefined ? {} : { startAfter }));
        expect({ prefix, startAfter, listed }).toEqual({ prefix, startAfter, listed: expected });
      }
    }
  });

  test('an entry tells size and etag', async () => {
    const { etag } = await store.put('a/b', 'twelve bytes');
    await store.put('a/c', '');
    const entries = await collect(store.list('a/'));
    expect(entries).toMatchObject([
      { key: 'a/b', size: 12, etag },
      { key: 'a/c', size: 0 },
    ]);
  });

  test('a list sees what was written and deleted before it', async () => {
    await store.put('a', '');
    expect(await keys(store.list(''))).toEqual(['a']);
    await store.delete('a');
    expect(await keys(store.list(''))).toEqual([]);
  });

  test('more keys than a page of S3', async () => {
    const many = Array.from({ length: 1003 }, (_, index) => `many/${String(index).padStart(5, '0')}~x=1`);
    for (let start = 0; start < many.length; start += 20) {
      await Promise.all(many.slice(start, start + 20).map((key) => store.put(key, '')));
    }
    await store.put('after', '');
    expect(await keys(store.list('many/'))).toEqual(many);
    expect(await keys(store.list('many/', { startAfter: many[1]! }))).toEqual(many.slice(2));
    for await (const { key } of store.list('many/')) {
      expect(key).toBe(many[0]);
      break;
    }
  });

  test.each(['/', 'a//', '../', 'a/../b', '.store/'])('the prefix %j is refused', async (prefix) => {
    await expect(keys(store.list(prefix))).rejects.toThrow(TypeError);
  });
}

async function keys(entries: AsyncIterable<Entry>): Promise<string[]> {
  return (await collect(entries)).map(({ key }) => key);
}
