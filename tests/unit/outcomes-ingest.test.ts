import { rolling } from '../../lib/feedback/recent.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import type { BatchResult, OutcomeBatch, RowResult } from '../../lib/outcomes/batch.ts';
import type { TakeOptions } from '../../lib/outcomes/ingest.ts';
import { RecentWindow } from '../../lib/outcomes/recent-window.ts';
import { rollWindow } from '../../lib/outcomes/roll-window.ts';
import type { ReadRow } from '../../lib/outcomes/row.ts';
import { type OutcomeSource, REQUEST_SOURCES } from '../../lib/outcomes/source.ts';
import { handlerModel } from '../support/handler-model.ts';
import { MemoryStore } from '../support/memory-store.ts';
import {
  Clock,
  openIngest,
  readOutcomes,
  rowOf,
  sourceOf,
  writePredictions,
} from '../support/outcome-log.ts';

const GONE = 'm.2026112107.0003.k3v9x2ab7q.0.17';
const api = REQUEST_SOURCES[0]!;

let store: MemoryStore;
let clock: Clock;
let predictions: PredictionRecord[];

beforeEach(async () => {
  store = new MemoryStore();
  clock = new Clock();
  predictions = await writePredictions(
    store,
    Array.from({ length: 10 }, (_, i) => ({ label: i % 2 })),
    clock,
  );
});

const take = (
  source: OutcomeSource,
  batches: OutcomeBatch[],
  options: Partial<TakeOptions> = {},
  ingest = openIngest(store, clock),
): Promise<BatchResult[]> => ingest.take(source, batches, { window: new RecentWindow(), ...options });

const takeRows = async (rows: ReadRow[], source: OutcomeSource = sourceOf()): Promise<RowResult[]> => {
  const [result] = await take(source, [{ rows }]);
  if (!result || !('rows' in result)) throw new Error(`expected rows, got ${JSON.stringify(result)}`);
  return result.rows;
};

const summary = (results: readonly RowResult[]) =>
  results.map((result) =>
    'outcome' in result ? result.outcome.prediction_id : 'reason' in result ? result.reason : 'pending',
  );

test('rows are joined to their predictions, in order, with what the source says of them', async () => {
  const [first, second] = predictions as [PredictionRecord, PredictionRecord];
  const observed = Date.parse('2026-11-20T10:00:00Z');
  const results = await takeRows([
    rowOf(second, '1', { observed }),
    rowOf(first, 0, { reviewer: 'r', note: 'n' }),
  ]);
  expect(summary(results)).toEqual([second.id, first.id]);
  const { outcomes } = await readOutcomes(store);
  const essentials = { version: '1.0.0', features: { age: 30 } };
  const received = { type: 'outcome', model: 'm', source: 'files', confidence: 0.9 };
  expect(outcomes).toMatchObject([
    {
      ...received,
      observed: '2026-11-20T10:00:00.000Z',
      prediction_id: second.id,
      actual: 1,
      prediction: { ...essentials, time: second.time, label: 1, score: 0.75, probabilities: [0.25, 0.75] },
    },
    {
      ...received,
      prediction_id: first.id,
      reviewer: 'r',
      note: 'n',
      actual: 0,
      prediction: { ...essentials, time: first.time, label: 0 },
    },
  ]);
  expect(outcomes[1]).not.toHaveProperty('observed');
});

test('each segment is read once, however many rows are about it', async () => {
  let reads = 0;
  store.intercept = (operation, key) => {
    if (operation === 'get' && key.startsWith('log/predict/')) reads++;
  };
  await takeRows([...predictions, ...predictions].map((prediction) => rowOf(prediction, 1)));
  expect(reads).toBe(4);
});

test('a bad row does not cost the others, and is counted by what is wrong with it', async () => {
  const [first, second] = predictions as [PredictionRecord, PredictionRecord];
  const rejected = {
    at: 'line 7',
    model: undefined,
    reason: 'invalid_row',
    detail: 'x',
    retryable: false,
  } as const;
  const results = await takeRows([
    rowOf({ id: GONE, model: 'm' }, 1),
    rowOf(first, 2),
    rowOf(first, 1, { predicted: 1 }),
    rejected,
    { at: 'line 8', pending: true },
    rowOf(second, 1, { predicted: '1' }),
    rowOf({ id: GONE.replace('m.', 'other.'), model: 'other' }, 1),
    rowOf(first, 'x'),
  ]);
  expect(summary(results)).toEqual([
    'unknown_prediction',
    'unknown_class',
    'contradiction',
    'invalid_row',
    'pending',
    second.id,
    'unknown_model',
    'unknown_class',
  ]);
  expect(results.map((result) => ('detail' in result ? result.detail : undefined))).toEqual([
    `expected the id of a prediction that was answered, got ${GONE}`,
    'o: expected one of 0, 1, got 2',
    'p: expected 0, which was answered, got 1',
    'x',
    undefined,
    undefined,
    'expected a prediction of m, got one of "other"',
    'o: expected one of 0, 1, got "x"',
  ]);
  const { outcomes, rejected: counted, records } = await readOutcomes(store);
  expect(outcomes).toHaveLength(1);
  expect(counted).toEqual({
    'm files unknown_prediction': 1,
    'm files unknown_class': 2,
    'm files contradiction': 1,
    'unknown files invalid_row': 1,
    'unknown files unknown_model': 1,
  });
  expect(JSON.stringify(records)).not.toContain(GONE);
});

test('of a request, values are what they are; of cells, what they mean', async () => {
  const row = rowOf(predictions[1]!, '1');
  expect(summary(await takeRows([row], api))).toEqual(['unknown_class']);
  expect(summary(await takeRows([row]))).toEqual([predictions[1]!.id]);
});

test('classes are those of the version that answered', async () => {
  const definitions = [handlerModel({ version: '2.0.0', classes: ['no', 'yes'] })];
  const rows = [rowOf(predictions[1]!, 1), rowOf(predictions[1]!, 0), rowOf(predictions[1]!, 'yes')];
  const [result] = await take(sourceOf(), [{ rows }], {}, openIngest(store, clock, { definitions }));
  // Of that version only the class is known that it answered.
  expect(summary((result as { rows: RowResult[] }).rows)).toEqual([
    predictions[1]!.id,
    'unknown_class',
    predictions[1]!.id,
  ]);
});

test('outcomes of models that are not served are refused, and count for no model', async () => {
  const ingest = openIngest(store, clock, { definitions: [handlerModel({ name: 'other' })] });
  const [result] = await take(sourceOf(), [{ rows: [rowOf(predictions[0]!, 1)] }], {}, ingest);
  expect(summary((result as { rows: RowResult[] }).rows)).toEqual(['unknown_model']);
  expect((await readOutcomes(store)).rejected).toEqual({ 'unknown files unknown_model': 1 });
});

test('a million bad rows would be a few records', async () => {
  const rows = Array.from({ length: 2_000 }, () => rowOf({ id: GONE, model: 'm' }, 1));
  await takeRows(rows);
  const { records, rejected } = await readOutcomes(store);
  expect(records).toHaveLength(1);
  expect(rejected).toEqual({ 'm files unknown_prediction': 2_000 });
});

test('nothing is written of rows that say nothing yet', async () => {
  const before = store.objects.size;
  expect(summary(await takeRows([{ at: 'line 2', pending: true }]))).toEqual(['pending']);
  expect(store.objects.size).toBe(before);
});

describe('a batch with a key', () => {
  const key = { name: 'chunk-1', request: 'etag' };
  const rows = () => [
    rowOf({ id: GONE, model: 'm' }, 1),
    rowOf(predictions[0]!, 0),
    { at: 'line 3', pending: true } as const,
    rowOf(predictions[1]!, 0),
    rowOf(predictions[2]!, 5),
  ];

  test.each([
    ['by the same environment', () => undefined],
    ['by another', () => openIngest(store, clock)],
  ])('is taken once, however often it comes, %s', async (_, other) => {
    const ingest = openIngest(store, clock);
    const [first] = await take(sourceOf(), [{ rows: rows(), key }], {}, ingest);
    const before = await readOutcomes(store);
    const [again] = await take(sourceOf(), [{ rows: rows(), key }], {}, other() ?? ingest);
    expect(again).toEqual(first);
    expect(await readOutcomes(store)).toEqual(before);
    expect(before.outcomes).toHaveLength(2);
  });

  test('that has no outcome is taken once too', async () => {
    const bad = [rowOf({ id: GONE, model: 'm' }, 1), rowOf(predictions[2]!, 5)];
    for (let i = 0; i < 3; i++) await take(sourceOf(), [{ rows: bad, key }]);
    expect((await readOutcomes(store)).rejected).toEqual({
      'm files unknown_prediction': 1,
      'm files unknown_class': 1,
    });
  });

  test('of a request that was refused is judged, and counted, again', async () => {
    for (let i = 0; i < 2; i++) await take(api, [{ rows: [rowOf({ id: GONE, model: 'm' }, 1)], key }]);
    expect((await readOutcomes(store)).rejected).toEqual({ 'm api unknown_prediction': 2 });
  });

  test('leaves out what was not visible when it was taken', async () => {
    const [later] = await writePredictions(new MemoryStore(), [{ label: 1 }], clock);
    const both = [rowOf(predictions[0]!, 0), rowOf(later!, 1)];
    const [first] = await take(sourceOf(), [{ rows: both, key }]);
    expect(summary((first as { rows: RowResult[] }).rows)).toEqual([
      predictions[0]!.id,
      'unknown_prediction',
    ]);
    const where = [...(await copyOf(later!))];
    for (const [name, body] of where) await store.put(name, body);
    const [again] = await take(sourceOf(), [{ rows: both, key }]);
    expect((again as { rows: RowResult[] }).rows[1]).toMatchObject({
      reason: 'unknown_prediction',
      retryable: true,
    });
    expect(summary(await takeRows([rowOf(later!, 1)]))).toEqual([later!.id]);
  });

  test('used for something else is an error, and nothing is taken', async () => {
    await take(sourceOf(), [{ rows: rows(), key }]);
    const [other] = await take(sourceOf(), [{ rows: rows(), key: { ...key, request: 'another' } }]);
    expect(other).toMatchObject({ error: { problem: { reason: 'idempotency_key' } } });
    expect((await readOutcomes(store)).outcomes).toHaveLength(2);
  });

  test('of several models is found again', async () => {
    const definitions = [handlerModel(), handlerModel({ name: 'n' })];
    const [other] = await writePredictions(store, [{ label: 1, model: 'n' }], clock);
    const both = [rowOf(predictions[0]!, 0), rowOf(other!, 1)];
    const results: BatchResult[] = [];
    for (let i = 0; i < 2; i++) {
      const ingest = openIngest(store, clock, { definitions });
      results.push(...(await take(sourceOf(), [{ rows: both, key }], {}, ingest)));
    }
    expect(results[1]).toEqual(results[0]);
    expect((await readOutcomes(store)).outcomes).toHaveLength(2);
  });
});

test('several batches are taken at once, and one that fails does not fail the others', async () => {
  const batches = predictions.map((prediction, i) => ({
    rows: [rowOf(prediction, 1)],
    key: { name: i === 3 ? 'not a key' : `message-${i}`, request: 'm' },
  }));
  const results = await take(sourceOf(), batches);
  expect(results.map((result) => ('rows' in result ? summary(result.rows) : 'failed'))).toEqual(
    predictions.map(({ id }, i) => (i === 3 ? 'failed' : [id])),
  );
  expect((await readOutcomes(store)).outcomes).toHaveLength(9);
});

describe('an outcome before its prediction is visible', () => {
  const soon = () => rowOf({ id: 'm.2026112112.0003.k3v9x2ab7q.0.17', model: 'm' }, 1);

  test('may come again, unless it is too late for it to become visible', async () => {
    const results = await takeRows([soon(), rowOf({ id: GONE, model: 'm' }, 1)]);
    expect(results).toMatchObject([{ retryable: true }, { retryable: false }]);
  });

  test('defers its batch where the caller comes again, and nothing is counted', async () => {
    const batches = [
      { rows: [rowOf(predictions[0]!, 1), soon()], key: { name: 'a', request: '' } },
      { rows: [rowOf({ id: GONE, model: 'm' }, 1)], key: { name: 'b', request: '' } },
    ];
    const [first, second] = await take(sourceOf(), batches, { late: 'defer' });
    expect(first).toEqual({ deferred: [1] });
    expect(second).toMatchObject({ rows: [{ reason: 'unknown_prediction' }] });
    const { outcomes, rejected } = await readOutcomes(store);
    expect({ outcomes, rejected }).toEqual({ outcomes: [], rejected: { 'm files unknown_prediction': 1 } });
    // Without the caller's patience it is refused, and that counts.
    await take(sourceOf(), batches.slice(0, 1));
    expect((await readOutcomes(store)).rejected).toEqual({ 'm files unknown_prediction': 2 });
  });

  test('is left where the caller wants the others, is not counted, and stays left when the batch comes again', async () => {
    const rows = [soon(), rowOf(predictions[0]!, 1), rowOf(predictions[1]!, 7)];
    const batch = { rows, key: { name: 'a', request: '' } };
    const left = {
      rows: [
        { at: rows[0]!.at, late: true },
        { outcome: { prediction_id: predictions[0]!.id } },
        { reason: 'unknown_class' },
      ],
    };
    expect(await take(sourceOf(), [batch], { late: 'leave' })).toMatchObject([left]);
    expect(await take(sourceOf(), [batch], { late: 'leave' })).toMatchObject([left]);
    expect(await take(sourceOf(), [batch])).toMatchObject([left]);
    const { outcomes, rejected } = await readOutcomes(store);
    expect(outcomes).toHaveLength(1);
    expect(rejected).toEqual({ 'm files unknown_class': 1 });
    const alone = { rows: [soon()], key: { name: 'b', request: '' } };
    expect(await take(sourceOf(), [alone], { late: 'leave' })).toEqual([
      { rows: [{ at: rows[0]!.at, late: true }] },
    ]);
    // Nothing was taken under that key, so it can be now.
    expect(await take(sourceOf(), [alone])).toMatchObject([{ rows: [{ reason: 'unknown_prediction' }] }]);
  });
});

describe('the store fails', () => {
  test.each(['log/predict/', 'log/outcomes/', 'taken/'])(
    'at %s: the batch can come again',
    async (prefix) => {
      const key = { name: 'chunk', request: '' };
      const rows = [rowOf(predictions[0]!, 1), rowOf(predictions[1]!, 7)];
      const ingest = openIngest(store, clock, { settings: { commitDeadlineMs: 20 } });
      store.failing = prefix;
      const [failed] = await take(sourceOf(), [{ rows, key }], {}, ingest);
      expect(failed).toMatchObject({ error: { name: 'StoreUnavailableError' } });
      store.failing = undefined;
      const [taken] = await take(sourceOf(), [{ rows, key }], {}, ingest);
      expect(summary((taken as { rows: RowResult[] }).rows)).toEqual([predictions[0]!.id, 'unknown_class']);
      const { outcomes, rejected } = await readOutcomes(store);
      // Nobody was refused for it: what a job reads comes again.
      expect({ outcomes: outcomes.length, rejected }).toEqual({
        outcomes: 1,
        rejected: { 'm files unknown_class': 1 },
      });
    },
  );

  test('a request that was not answered for it is told of, with as many rows as it had', async () => {
    const rows = [rowOf(predictions[0]!, 1), rowOf(predictions[1]!, 1)];
    const ingest = openIngest(store, clock, { settings: { commitDeadlineMs: 20 } });
    for (const prefix of ['log/predict/', 'log/outcomes/']) {
      store.failing = prefix;
      await take(api, [{ rows }], {}, ingest);
    }
    store.failing = undefined;
    await take(api, [{ rows }], {}, ingest);
    const { outcomes, rejected } = await readOutcomes(store);
    expect({ outcomes: outcomes.length, rejected }).toEqual({
      outcomes: 2,
      rejected: { 'm api store_unavailable': 4 },
    });
  });
});

describe('the rolling window', () => {
  const roll = (window: RecentWindow) =>
    rollWindow(
      { store, log: { countStoreFailure: () => undefined }, gauges: undefined, logger: () => undefined },
      window,
    );
  const recentKeys = () => [...store.objects.keys()].filter((name) => name.startsWith('recent/')).sort();

  test('gets at most the newest 100 of whatever is taken', async () => {
    const many = await writePredictions(
      store,
      Array.from({ length: 250 }, () => ({ label: 1 })),
      clock,
    );
    const window = new RecentWindow();
    const ingest = openIngest(store, clock);
    for (let i = 0; i < 250; i += 60)
      await take(
        sourceOf(),
        [{ rows: many.slice(i, i + 60).map((prediction, j) => rowOf(prediction, i + j < 220 ? 1 : 0)) }],
        { window },
        ingest,
      );
    await roll(window);
    expect(recentKeys()).toHaveLength(100);
    expect(await rolling(store, 'm')).toEqual({ outcomes: 100, correct: 70 });
    await roll(window);
    expect(recentKeys()).toHaveLength(100);
  });

  test('shows of a prediction the outcome that counts, at the place of the last one', async () => {
    const [first] = predictions as [PredictionRecord];
    const window = new RecentWindow();
    const confident = sourceOf({ confidence: 1 });
    await take(confident, [{ rows: [rowOf(first, 0)] }], { window });
    await take(sourceOf(), [{ rows: predictions.slice(1).map((prediction) => rowOf(prediction, 0)) }], {
      window,
    });
    await take(sourceOf({ confidence: 0.5 }), [{ rows: [rowOf(first, 1)] }], { window });
    await roll(window);
    expect(await rolling(store, 'm')).toEqual({ outcomes: 10, correct: 5 });
    expect(recentKeys()[0]).toContain(`~${first.id}~1~1~`);
  });
});

/** The objects that the log of a prediction is made of, as if they had only now become visible. */
async function copyOf({ id, time }: PredictionRecord): Promise<Map<string, string>> {
  const [model, hour, slot, writer, seq] = id.split('.') as [string, string, string, string, string];
  const date = `dt=${time.slice(0, 10)}/hour=${hour.slice(8)}`;
  const record = {
    type: 'prediction',
    id,
    time,
    model,
    version: '1.0.0',
    features: {},
    label: 1,
    score: 0.75,
    probabilities: [],
  };
  const header = {
    driftgate: 1,
    function: 'predict',
    slot,
    writer,
    seq,
    nonce: '',
    totals: { counters: {}, histograms: {} },
  };
  const body = `${JSON.stringify(header)}\n${JSON.stringify(record)}\n`;
  return new Map([[`log/predict/${date}/${slot}-${writer}-${seq}.ndjson`, body]]);
}
