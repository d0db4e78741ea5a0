import { createHash } from 'node:crypto';
import type { MSKEvent, MSKRecord, SelfManagedKafkaEvent, SQSEvent, SQSRecord } from 'aws-lambda';
import type { QueueMessage } from './message.ts';
import type { RabbitMqEvent, RabbitMqMessage } from './rabbitmq-event.ts';

export type KafkaEvent = MSKEvent | SelfManagedKafkaEvent;
export type QueueEvent = SQSEvent | KafkaEvent | RabbitMqEvent;

export const isSqs = (event: QueueEvent): event is SQSEvent => 'Records' in event;

/** The messages of an event, in order. @throws Error when it is not of SQS, Kafka or RabbitMQ */
export function readMessages(event: QueueEvent): QueueMessage[] {
  if (isSqs(event)) return event.Records.map(ofSqs);
  if ('rmqMessagesByQueue' in event)
    return Object.entries(event.rmqMessagesByQueue).flatMap(([queue, messages]) =>
      messages.map((message) => ofRabbitMq(event.eventSourceArn, queue, message)),
    );
  if ('records' in event) {
    const cluster = 'eventSourceArn' in event ? event.eventSourceArn : event.bootstrapServers;
    return Object.values(event.records)
      .flat()
      .map((record) => ofKafka(cluster, record));
  }
  const members = Object.keys(event as object).join(', ');
  throw new Error(`expected an event of SQS, Kafka or RabbitMQ, got one with ${members || 'nothing'} in it`);
}

const ofSqs = ({ eventSourceARN, messageId, attributes, body }: SQSRecord): QueueMessage => ({
  broker: 'sqs',
  queue: eventSourceARN.split(':').at(-1)!,
  id: `${eventSourceARN}/${messageId}`,
  since: timeOf(attributes.SentTimestamp),
  body: Buffer.from(body),
});

/** A topic that is deleted and made again counts its offsets again; the time tells the records apart. */
const ofKafka = (
  cluster: string,
  { topic, partition, offset, timestamp, value }: MSKRecord,
): QueueMessage => ({
  broker: 'kafka',
  queue: topic,
  id: `${cluster}/${topic}-${partition}@${offset}/${timestamp}`,
  since: timeOf(timestamp),
  // A tombstone has none.
  body: Buffer.from(value ?? '', 'base64'),
});

/** RabbitMQ numbers no messages: a message is what its publisher says of it, and its data. Ids are logged: as a digest. */
function ofRabbitMq(
  cluster: string,
  name: string,
  { basicProperties, redelivered, data }: RabbitMqMessage,
): QueueMessage {
  const { messageId, correlationId, timestamp } = basicProperties;
  const [queue] = name.split('::') as [string];
  const told = JSON.stringify([messageId, correlationId, timestamp, data]);
  return {
    broker: 'rabbitmq',
    queue,
    id: `${cluster}/${name}/${createHash('sha256').update(told).digest('base64url')}`,
    // Its delivery again holds up all others: one that does not say how old it is cannot wait for more than one.
    since: redelivered ? Number.NEGATIVE_INFINITY : undefined,
    body: Buffer.from(data, 'base64'),
  };
}

const timeOf = (value: unknown): number | undefined => {
  const time = Number(value);
  return Number.isFinite(time) ? time : undefined;
};
