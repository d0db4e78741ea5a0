import { currentKey, PUBLISHED_FILES } from '../../lib/model/published.ts';
import { CHECK_MS, VersionWatch } from '../../lib/model/version-watch.ts';
import { MemoryStore } from '../support/memory-store.ts';

let now: number;
let asked: string[];
let refused: string[];
let logged: string[];
let store: MemoryStore;
let watch: VersionWatch;
const settled = () => new Promise(setImmediate);

beforeEach(() => {
  now = 0;
  asked = [];
  refused = [];
  logged = [];
  store = new MemoryStore();
  watch = new VersionWatch({
    store,
    versions: [['m', '1.0.0']],
    open: async () => () => undefined,
    now: () => now,
    logger: (level, message) => logged.push(`${level}: ${message}`),
    onRefused: (model) => refused.push(model),
  });
  store.intercept = (operation, key) => asked.push(`${operation} ${key}`);
});

test('of all requests one looks every half minute, by one list while nothing changes', async () => {
  const touchAll = async (at: number) => {
    now = at;
    for (let i = 0; i < 3; i++) watch.touch();
    await settled();
  };
  await touchAll(CHECK_MS - 1);
  expect(asked).toEqual([]);
  await touchAll(CHECK_MS);
  expect(asked).toEqual(['list models/']);
  await touchAll(2 * CHECK_MS - 1);
  expect(asked).toHaveLength(1);
  await touchAll(2 * CHECK_MS);
  expect(asked).toEqual(['list models/', 'list models/']);
});

test('a version that is served already is read once', async () => {
  const files = Object.fromEntries(PUBLISHED_FILES.map((file) => [file, '']));
  const current = JSON.stringify({ version: '1.0.0', files, previous: null });
  await store.put(currentKey('m'), current);
  asked = [];
  await watch.check();
  await watch.check();
  expect(asked).toEqual(['list models/', `get ${currentKey('m')}`, 'list models/']);
  expect({ logged, refused }).toEqual({ logged: [], refused: [] });
});

test('a store that fails changes nothing, and refuses no version', async () => {
  store.intercept = () => {
    throw new Error('the store is away');
  };
  await watch.check();
  expect(logged).toEqual(['warn: the published versions could not be read']);
  expect(refused).toEqual([]);
});

test('a current.json that says nothing is refused, at every look', async () => {
  await store.put(currentKey('new'), '{"version":1}');
  await watch.check();
  await watch.check();
  expect(refused).toEqual(['new', 'new']);
});
