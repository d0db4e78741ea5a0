import {
  type MessageAttributeValue,
  SendMessageCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';
import { attributeText, letterBody } from './letter-body.ts';

const MAX_ATTRIBUTE = 1_000;

/** A queue of Amazon SQS whose messages say in their attributes why they are there. */
export class SqsDeadLetters implements DeadLetters {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(url: string, options: SQSClientConfig = {}) {
    this.#url = url;
    this.#client = new SQSClient(options);
  }

  async send({ message, source, reason, detail }: DeadLetter): Promise<void> {
    const { text, encoding, isCut } = letterBody(message.body);
    const attributes = {
      reason,
      detail,
      source,
      broker: message.broker,
      queue: message.queue,
      message_id: message.id,
      ...(encoding !== 'text' && { encoding }),
      ...(isCut && { original_bytes: String(message.body.length) }),
    };
    const named = Object.entries(attributes).map(([name, value]): [string, MessageAttributeValue] => [
      name,
      { DataType: 'String', StringValue: attributeText(value, MAX_ATTRIBUTE) },
    ]);
    await this.#client.send(
      new SendMessageCommand({
        QueueUrl: this.#url,
        MessageBody: text,
        MessageAttributes: Object.fromEntries(named),
      }),
    );
  }
}
