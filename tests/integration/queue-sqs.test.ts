import { randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { SqsDeadLetters } from '../../lib/queue/sqs-dead-letters.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { Clock, readOutcomes, writePredictions } from '../support/outcome-log.ts';
import { sqsRecord } from '../support/queue-events.ts';
import { openQueueHandler, type QueueHandler, queueSource } from '../support/queue-handler.ts';
import { s3Endpoint, s3Options } from '../support/s3.ts';

const EARLY = 'm.2026112112.0003.k3v9x2ab7q.0.17';

const { endpoint, region, credentials } = s3Options(s3Endpoint());
const options = { endpoint, region, credentials };
const sqs = new SQSClient(options);
const name = `test-${randomUUID()}`;

let url: string;
let deadUrl: string;
let arn: string;
let first: PredictionRecord;
const store = new MemoryStore();
let handler: QueueHandler;

const arnOf = async (QueueUrl: string): Promise<string> => {
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  return (await sqs.send(asked)).Attributes!.QueueArn!;
};

beforeAll(async () => {
  deadUrl = (await sqs.send(new CreateQueueCommand({ QueueName: `${name}-dead` }))).QueueUrl!;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf(deadUrl), maxReceiveCount: 2 });
  const Attributes = { RedrivePolicy };
  url = (await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }))).QueueUrl!;
  arn = await arnOf(url);
  const clock = new Clock();
  [first] = (await writePredictions(store, [{ label: 1 }], clock)) as [PredictionRecord];
  const deadLetters = new SqsDeadLetters(deadUrl, options);
  ({ handler } = openQueueHandler(store, { clock, deadLetters, sources: [queueSource('sqs', name)] }));
});
afterAll(async () => {
  for (const QueueUrl of [url, deadUrl]) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
});

const receive = async (QueueUrl: string): Promise<Message[]> => {
  const asked = new ReceiveMessageCommand({
    QueueUrl,
    WaitTimeSeconds: 3,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
  });
  return (await sqs.send(asked)).Messages ?? [];
};

/** What Lambda does: messages that the handler does not name as failed are deleted; the others are seen again, here at once. */
async function deliver(): Promise<number> {
  const messages = await receive(url);
  if (messages.length === 0) return 0;
  const Records = messages.map(({ MessageId, Body, ReceiptHandle }) => ({
    ...sqsRecord(MessageId!, Body!, arn),
    receiptHandle: ReceiptHandle!,
  }));
  const { batchItemFailures } = (await handler({ Records } satisfies SQSEvent))!;
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { messageId, receiptHandle } of Records) {
    const message = { QueueUrl: url, ReceiptHandle: receiptHandle };
    if (failed.has(messageId))
      await sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 0 }));
    else await sqs.send(new DeleteMessageCommand(message));
  }
  return messages.length;
}

test('messages become outcomes; a wrong one is put aside with its reason, and redrive has what nobody could take', async () => {
  const wrong = '{"id": "ü"';
  const early = JSON.stringify({ id: EARLY, o: 1 });
  const notText = JSON.stringify({ id: first.id, o: '€ 5' });
  for (const MessageBody of [JSON.stringify({ id: first.id, o: 1 }), wrong, notText, early])
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
  const dead = new Map<string, Record<string, string>>();
  for (let i = 0; i < 20 && dead.size < 3; i++) {
    await deliver();
    for (const { Body, MessageAttributes = {} } of await receive(deadUrl)) {
      const told = Object.entries(MessageAttributes).map(([key, value]) => [key, value.StringValue!]);
      dead.set(Body!, Object.fromEntries(told));
    }
  }
  const common = { source: 'from-sqs', broker: 'sqs', queue: name, message_id: expect.stringContaining(arn) };
  expect(Object.fromEntries(dead)).toEqual({
    [wrong]: {
      ...common,
      reason: 'invalid_row',
      detail: 'expected a JSON object, got text that is no JSON',
    },
    [notText]: { ...common, reason: 'unknown_class', detail: 'o: expected one of 0, 1, got "€ 5"' },
    [early]: {},
  });
  const { outcomes, rejected } = await readOutcomes(store);
  expect(outcomes.map(({ prediction_id: id }) => id)).toEqual([first.id]);
  expect(rejected).toEqual({ 'unknown from-sqs invalid_row': 1, 'm from-sqs unknown_class': 1 });
});

test('what SQS would refuse is put aside too: other bytes, nothing, and too much', async () => {
  const deadLetters = new SqsDeadLetters(deadUrl, options);
  const bodies = [
    Buffer.from([0, 1, 0xff]),
    Buffer.alloc(0),
    Buffer.from('\u0007'),
    Buffer.alloc(3_000_000, 'x'),
  ];
  for (const [i, body] of bodies.entries())
    await deadLetters.send({
      message: { broker: 'kafka', queue: 'topic', id: `letter ${i}`, since: undefined, body },
      source: 'from-kafka',
      reason: 'invalid_row',
      detail: `with \u0000 and \ud800 in it, ${'and '.repeat(1000)}`,
    });
  const found = new Map<string, { body: string; encoding: string; bytes: string | undefined }>();
  for (let i = 0; i < 10 && found.size < bodies.length; i++)
    for (const { Body, MessageAttributes } of await receive(deadUrl)) {
      const { message_id, encoding, original_bytes, detail } = MessageAttributes ?? {};
      if (!message_id?.StringValue?.startsWith('letter')) continue;
      expect(detail!.StringValue).toMatch(/^with \ufffd and \ufffd in it, and /);
      const told = { encoding: encoding!.StringValue!, bytes: original_bytes?.StringValue };
      found.set(message_id.StringValue, { body: Body!, ...told });
    }
  expect(found.get('letter 0')).toEqual({ body: 'AAH/', encoding: 'base64', bytes: undefined });
  expect(found.get('letter 1')).toEqual({ body: '(empty)', encoding: 'empty', bytes: undefined });
  expect(found.get('letter 2')).toEqual({ body: 'Bw==', encoding: 'base64', bytes: undefined });
  const { body, bytes } = found.get('letter 3')!;
  expect(bytes).toBe('3000000');
  expect(Buffer.from(body, 'base64').toString()).toBe('x'.repeat(750_000));
});
