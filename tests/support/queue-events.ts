import type { MSKEvent, SelfManagedKafkaEvent, SQSEvent, SQSRecord } from 'aws-lambda';
import type { RabbitMqEvent, RabbitMqMessage } from '../../lib/queue/rabbitmq-event.ts';

// The shapes of https://docs.aws.amazon.com/lambda/latest/dg/: with-sqs.html, with-msk.html, with-kafka.html, with-mq.html

const text = (message: unknown): string => (typeof message === 'string' ? message : JSON.stringify(message));
const base64 = (message: unknown): string =>
  (message instanceof Uint8Array ? Buffer.from(message) : Buffer.from(text(message))).toString('base64');

export const QUEUE_ARN = 'arn:aws:sqs:eu-central-1:123456789012:outcomes';

export const sqsRecord = (messageId: string, message: unknown, arn = QUEUE_ARN): SQSRecord => ({
  messageId,
  receiptHandle: `receipt of ${messageId}`,
  body: text(message),
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1795262400000',
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ApproximateFirstReceiveTimestamp: '1795262400001',
  },
  messageAttributes: {},
  md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
  eventSource: 'aws:sqs',
  eventSourceARN: arn,
  awsRegion: 'eu-central-1',
});

/** `messages` by id. */
export const sqsEvent = (messages: Record<string, unknown>, arn = QUEUE_ARN): SQSEvent => ({
  Records: Object.entries(messages).map(([id, message]) => sqsRecord(id, message, arn)),
});

const records = (messages: readonly unknown[], first: number): MSKEvent['records'] => ({
  'outcomes-0': messages.map((message, i) => ({
    topic: 'outcomes',
    partition: 0,
    offset: first + i,
    timestamp: 1_795_262_400_000 + i,
    timestampType: 'CREATE_TIME',
    key: 'cmVjb3JkS2V5',
    value: base64(message),
    headers: [{ traceparent: [48, 48] }],
  })),
});

/** @param first offset of the first message */
export const mskEvent = (messages: readonly unknown[], first = 15): MSKEvent => ({
  eventSource: 'aws:kafka',
  eventSourceArn:
    'arn:aws:kafka:eu-central-1:123456789012:cluster/vpc/751d2973-a626-431c-9d4e-d7975eb44dd7-2',
  bootstrapServers: 'b-2.demo.kafka.eu-central-1.amazonaws.com:9092',
  records: records(messages, first),
});

export const kafkaEvent = (messages: readonly unknown[], first = 15): SelfManagedKafkaEvent => ({
  eventSource: 'SelfManagedKafka',
  bootstrapServers: 'abc3.xyz.com:9092,abc2.xyz.com:9092',
  records: records(messages, first),
});

/** Publishers say nothing of a message unless told otherwise. */
export const rabbitMqEvent = (
  messages: readonly unknown[],
  properties: Partial<RabbitMqMessage['basicProperties']> = {},
  redelivered = false,
): RabbitMqEvent => ({
  eventSource: 'aws:rmq',
  eventSourceArn: 'arn:aws:mq:eu-central-1:123456789012:broker:field:b-9bcfa592-423a-4942-879d-eb284b418fc8',
  rmqMessagesByQueue: {
    'outcomes::/': messages.map((message) => ({
      basicProperties: {
        contentType: 'application/json',
        contentEncoding: null,
        headers: { header1: { bytes: [118, 97, 108] } },
        deliveryMode: 1,
        priority: 34,
        correlationId: null,
        replyTo: null,
        expiration: '60000',
        messageId: null,
        timestamp: null,
        type: null,
        userId: 'AIDACKCEVSQ6C2EXAMPLE',
        appId: null,
        clusterId: null,
        bodySize: 80,
        ...properties,
      },
      redelivered,
      data: base64(message),
    })),
  },
});
