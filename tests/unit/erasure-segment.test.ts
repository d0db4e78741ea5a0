import { eraseFromSegment } from '../../lib/erasure/segment.ts';
import { decodeHeader, encodeSegment, recordLines } from '../../lib/log/segment.ts';
import { emptyTotals } from '../../lib/log/totals.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { outcomeRecord, predictionRecord } from '../support/nightly-fixture.ts';

const KEY = 'log/predict/dt=2026-11-21/hour=07/0000-w-0.ndjson';
const TIME = '2026-11-21T07:00:00.000Z';
const HEADER = {
  driftgate: 1,
  function: 'predict',
  slot: '0000',
  writer: 'w',
  seq: 0,
  nonce: 'n',
  totals: emptyTotals(),
} as const;

const predictions = ['m.1', 'm.2', 'm.11'].map((id) =>
  predictionRecord('m', id, TIME, '1', { note: `"id":"m.1" of ${id}`, id: 'm.1' }, 0.7),
);
const outcome = outcomeRecord(predictions[0]!, {
  id: 'o.1',
  time: TIME,
  source: 'api',
  confidence: 1,
  actual: 1,
});
const LINES = [...predictions, outcome].map((record) => JSON.stringify(record));

let store: MemoryStore;

beforeEach(async () => {
  store = new MemoryStore();
  await store.put(KEY, encodeSegment(HEADER, [...LINES, '{"type":"prediction","id":"m.1","features":{"a']));
});

const erase = (id: string) => eraseFromSegment(store, KEY, new Set([id]), 'mark');

test('the records of a prediction are exchanged, a damaged line of it goes, all others stay byte for byte', async () => {
  expect(await erase('m.1')).toEqual({ predictions: ['m.1'], erased: { predictions: 1, outcomes: 1 } });
  const text = store.text(KEY);
  expect(decodeHeader(text, KEY)).toEqual({ ...HEADER, sealed: 'mark' });
  const [first, second, third, last, ...more] = recordLines(text);
  expect([second, third]).toEqual(LINES.slice(1, 3));
  expect([first, last].map((line) => JSON.parse(line!).type)).toEqual([
    'erased_prediction',
    'erased_outcome',
  ]);
  expect(more).toEqual([]);
});

test('where there is nothing to erase nothing is written, and a tombstone is known', async () => {
  await erase('m.1');
  const before = store.text(KEY);
  const { intercept } = store;
  store.intercept = (operation, key) => {
    expect(operation).not.toBe('put');
    intercept(operation, key);
  };
  expect(await erase('m.1')).toEqual({ predictions: ['m.1'], erased: { predictions: 0, outcomes: 0 } });
  expect(await erase('m.3')).toEqual({ predictions: [], erased: { predictions: 0, outcomes: 0 } });
  expect(store.text(KEY)).toBe(before);
});

test('what its writer adds meanwhile stays, and a seal that was there too', async () => {
  const { intercept } = store;
  store.intercept = (operation) => {
    if (operation !== 'put') return;
    store.intercept = intercept;
    const sealed = { ...HEADER, nonce: 'later', sealed: 'by a taker' };
    store.objects.set(KEY, Buffer.from(encodeSegment(sealed, [...LINES, '{"type":"rejected"}'])));
  };
  expect((await erase('m.2')).erased).toEqual({ predictions: 1, outcomes: 0 });
  const text = store.text(KEY);
  expect(decodeHeader(text, KEY)).toMatchObject({ nonce: 'later', sealed: 'by a taker' });
  expect(recordLines(text).filter((_, i) => i !== 1)).toEqual([
    LINES[0],
    LINES[2],
    LINES[3],
    '{"type":"rejected"}',
  ]);
});
