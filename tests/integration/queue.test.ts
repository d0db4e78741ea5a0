import { rolling } from '../../lib/feedback/recent.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { Clock, readOutcomes, writePredictions } from '../support/outcome-log.ts';
import { kafkaEvent, mskEvent, rabbitMqEvent, sqsEvent } from '../support/queue-events.ts';
import { LetterBox, openQueueHandler, type QueueHandler, queueSource } from '../support/queue-handler.ts';

const EARLY = 'm.2026112112.0003.k3v9x2ab7q.0.17';
const GONE = 'm.2026112107.0003.k3v9x2ab7q.0.17';

let store: MemoryStore;
let clock: Clock;
let box: LetterBox;
let logged: ReturnType<typeof openQueueHandler>['logged'];
let handler: QueueHandler;
let first: PredictionRecord;
let second: PredictionRecord;

beforeEach(async () => {
  store = new MemoryStore();
  clock = new Clock();
  box = new LetterBox();
  [first, second] = (await writePredictions(store, [{ label: 1 }, { label: 0 }], clock)) as [
    PredictionRecord,
    PredictionRecord,
  ];
  ({ handler, logged } = openQueueHandler(store, { clock, deadLetters: box }));
});

const accepted = async () => (await readOutcomes(store)).outcomes.map(({ prediction_id: id }) => id).sort();
const both = () => [first.id, second.id].sort();

test.each([
  ['SQS', (message: object) => sqsEvent({ a: message })],
  ['MSK', (message: object) => mskEvent([message])],
  ['RabbitMQ', (message: object, again: boolean) => rabbitMqEvent([message], {}, again)],
])(
  '%s: what is about an entity that nobody predicted does not come again for ever',
  async (broker, eventOf) => {
    const name = broker === 'SQS' ? 'sqs' : broker === 'MSK' ? 'kafka' : 'rabbitmq';
    const sources = [
      queueSource(name, 'outcomes', { model: 'm', mapping: { entity_id: 'e', outcome: 'o' } }),
    ];
    const { handler: take } = openQueueHandler(store, { clock, deadLetters: box, sources });
    const event = eventOf({ e: 'nobody', o: 1 }, false);
    if (broker === 'SQS') expect(await take(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'a' }] });
    else await expect(take(event)).rejects.toThrow('got 1 to come again');
    expect(box.letters).toEqual([]);
    clock.time += 2 * 3600_000;
    await take(eventOf({ e: 'nobody', o: 1 }, true));
    expect(box.letters.map(({ reason }) => reason)).toEqual(['unknown_prediction']);
  },
);

test('an id of an hour that is far ahead is not waited for', async () => {
  await handler(mskEvent([{ id: 'm.2099010100.0003.k3v9x2ab7q.0.17', o: 1 }]));
  expect(box.letters.map(({ reason }) => reason)).toEqual(['unknown_prediction']);
});

describe('SQS', () => {
  test('of a batch, what came too early comes again, what is wrong is put aside, and the rest is durable', async () => {
    const event = sqsEvent({
      a: { id: first.id, o: 1 },
      b: { id: EARLY, o: 1 },
      c: { id: GONE, o: 1 },
      d: '{"id":',
      e: { id: second.id, o: 7 },
      f: { id: second.id, o: 0, p: 0, t: '2026-11-21T11:59:00Z' },
    });
    expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
    const { outcomes, rejected } = await readOutcomes(store);
    expect(outcomes.map((one) => [one.prediction_id, one.source, one.actual])).toEqual(
      expect.arrayContaining([
        [first.id, 'from-sqs', 1],
        [second.id, 'from-sqs', 0],
      ]),
    );
    expect(outcomes).toHaveLength(2);
    expect(rejected).toEqual({
      'm from-sqs unknown_prediction': 1,
      'unknown from-sqs invalid_row': 1,
      'm from-sqs unknown_class': 1,
    });
    expect(box.reasons).toEqual([
      'from-sqs invalid_row {"id":',
      `from-sqs unknown_class ${JSON.stringify({ id: second.id, o: 7 })}`,
      `from-sqs unknown_prediction ${JSON.stringify({ id: GONE, o: 1 })}`,
    ]);
    expect(await rolling(store, 'm')).toEqual({ outcomes: 2, correct: 2 });
  });

  test('however often a message is delivered, and to whichever environment, it counts once', async () => {
    const event = sqsEvent({ a: { id: first.id, o: 1 }, b: { id: first.id, o: 5 } });
    for (let i = 0; i < 3; i++) {
      const other = openQueueHandler(store, { clock, deadLetters: box }).handler;
      for (const one of [handler, other]) expect(await one(event)).toEqual({ batchItemFailures: [] });
    }
    const { outcomes, rejected } = await readOutcomes(store);
    expect(outcomes).toHaveLength(1);
    expect(rejected).toEqual({ 'm from-sqs unknown_class': 1 });
    // The same words in another message are another outcome.
    await handler(sqsEvent({ c: { id: first.id, o: 1 } }));
    expect(await accepted()).toEqual([first.id, first.id]);
  });

  test('a message that came before its prediction is taken once that is there', async () => {
    const other = new MemoryStore();
    const early = openQueueHandler(other, { clock, deadLetters: box }).handler;
    const event = sqsEvent({ a: { id: first.id, o: 1 } });
    expect(await early(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'a' }] });
    expect((await readOutcomes(other)).records).toEqual([]);
    for await (const { key } of store.list(''))
      if (!/^(recent|taken)\//.test(key)) await other.put(key, (await store.get(key))!.body);
    expect(await early(event)).toEqual({ batchItemFailures: [] });
    expect((await readOutcomes(other)).outcomes.map(({ prediction_id: id }) => id)).toEqual([first.id]);
  });

  test('what cannot be put aside comes again, and is still counted once', async () => {
    const event = sqsEvent({ a: { id: first.id, o: 1 }, b: 'no JSON' });
    box.isDown = true;
    expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
    const without = openQueueHandler(store, { clock }).handler;
    expect(await without(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
    box.isDown = false;
    expect(await handler(event)).toEqual({ batchItemFailures: [] });
    expect(box.reasons).toEqual(['from-sqs invalid_row no JSON']);
    expect((await readOutcomes(store)).rejected).toEqual({ 'unknown from-sqs invalid_row': 1 });
  });

  test('when the store fails all come again, and nothing is put aside', async () => {
    store.intercept = () => {
      throw new Error('the store is down');
    };
    const event = sqsEvent({ a: { id: first.id, o: 1 }, b: 'no JSON' });
    expect(await handler(event)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }],
    });
    expect(box.letters).toEqual([]);
    store.intercept = () => undefined;
    expect(await handler(event)).toEqual({ batchItemFailures: [] });
    expect(await accepted()).toEqual([first.id]);
  });

  test('a queue that no source names keeps its messages, and the log says so', async () => {
    const arn = 'arn:aws:sqs:eu-central-1:123456789012:others';
    expect(await handler(sqsEvent({ a: { id: first.id, o: 1 } }, arn))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'a' }],
    });
    expect(logged.map(({ level, data }) => `${level}: ${data?.problem}`)).toEqual([
      'error: expected a queue that a source names, sqs outcomes, kafka outcomes, rabbitmq outcomes, got sqs others',
    ]);
  });
});

describe.each([
  ['MSK', mskEvent, 'from-kafka'],
  ["a Kafka of one's own", kafkaEvent, 'from-kafka'],
  ['RabbitMQ', rabbitMqEvent, 'from-rabbitmq'],
] as const)('%s', (_name, eventOf, source) => {
  test('messages are taken, wrong ones put aside, and a second delivery changes nothing', async () => {
    const event = eventOf([
      { id: first.id, o: 1 },
      Buffer.from([0xff, 0xfe]),
      '',
      [1],
      { id: second.id, o: 0 },
    ]);
    for (let i = 0; i < 2; i++) expect(await handler(event)).toBeUndefined();
    const { outcomes, rejected } = await readOutcomes(store);
    expect(outcomes.map((one) => `${one.prediction_id} ${one.source}`).sort()).toEqual(
      both().map((id) => `${id} ${source}`),
    );
    expect(rejected).toEqual({ [`unknown ${source} invalid_row`]: 3 });
    expect([...new Set(box.letters.map(({ detail }) => detail))].sort()).toEqual([
      'expected a JSON object, got an array',
      'expected a JSON object, got an empty message',
      'expected a JSON object, got bytes that are no UTF-8',
    ]);
  });

  test('the event fails as a whole for one that comes early, after the others were taken', async () => {
    const event = eventOf([{ id: first.id, o: 1 }, { id: EARLY, o: 1 }, 'no JSON', { id: second.id, o: 0 }]);
    await expect(handler(event)).rejects.toThrow(
      /^expected 4 messages to be taken, got 1 to come again, first /,
    );
    expect(await accepted()).toEqual(both());
    expect(box.reasons).toEqual([`${source} invalid_row no JSON`]);
    // Two hours later nobody waits for that prediction any more.
    clock.time += 3 * 3600_000;
    expect(await handler(event)).toBeUndefined();
    expect(await accepted()).toEqual(both());
    expect((await readOutcomes(store)).rejected).toEqual({
      [`unknown ${source} invalid_row`]: 1,
      [`m ${source} unknown_prediction`]: 1,
    });
  });
});

test('records of Kafka with the same words at other offsets are outcomes of their own', async () => {
  const message = { id: first.id, o: 1 };
  await handler(mskEvent([message, message], 0));
  await handler(mskEvent([message], 1));
  expect(await accepted()).toEqual([first.id, first.id, first.id]);
});

test('messages of RabbitMQ are told apart by what their publisher says of them, and their data', async () => {
  const message = { id: first.id, o: 1 };
  await handler(rabbitMqEvent([message, message]));
  await handler(rabbitMqEvent([message], {}, true));
  expect(await accepted()).toHaveLength(1);
  await handler(rabbitMqEvent([message], { messageId: 'second' }));
  await handler(rabbitMqEvent([message, { id: first.id, o: 0 }], { messageId: 'second' }));
  expect(await accepted()).toHaveLength(3);
});

test('what is logged of a message of RabbitMQ says nothing of what is in it', async () => {
  const event = rabbitMqEvent([{ id: EARLY, o: 1 }], { correlationId: 'loan-4711' });
  const error = await handler(event).catch((reason: Error) => reason);
  const told = `${(error as Error).message} ${JSON.stringify(logged)}`;
  expect(told).toContain('broker:field');
  expect(told).not.toContain('loan-4711');
  expect(told).not.toContain(event.rmqMessagesByQueue['outcomes::/']![0]!.data.slice(0, 20));
});

test('an event of something else is refused', async () => {
  await expect(handler({ detail: 1 } as never)).rejects.toThrow(
    'expected an event of SQS, Kafka or RabbitMQ, got one with detail in it',
  );
});
