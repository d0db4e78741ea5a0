import { createHash } from 'node:crypto';
import type { SQSBatchResponse } from 'aws-lambda';
import { forEachConcurrently } from '../lib/archive/concurrency.ts';
import type { VersionWatch } from '../lib/model/version-watch.ts';
import type { BatchResult } from '../lib/outcomes/batch.ts';
import type { OutcomeIngest } from '../lib/outcomes/ingest.ts';
import { RecentWindow } from '../lib/outcomes/recent-window.ts';
import { type RollDependencies, rollWindow } from '../lib/outcomes/roll-window.ts';
import { isOutcome, type ReadRow } from '../lib/outcomes/row.ts';
import { RowReader } from '../lib/outcomes/row-reader.ts';
import type { QueueSource } from '../lib/outcomes/source.ts';
import type { DeadLetters } from '../lib/queue/dead-letters.ts';
import type { QueueMessage } from '../lib/queue/message.ts';
import { messageRow } from '../lib/queue/message-row.ts';
import { isSqs, type QueueEvent, readMessages } from '../lib/queue/read-event.ts';
import type { FunctionLog } from '../lib/runtime/function-log.ts';
import { openQueue } from '../lib/runtime/open-queue.ts';
import { wire } from '../lib/runtime/wire.ts';

const CONCURRENCY = 16;

export interface QueueDependencies extends RollDependencies {
  sources: readonly QueueSource[];
  ingest: Pick<OutcomeIngest, 'take'>;
  log: Pick<FunctionLog, 'countStoreFailure' | 'published'>;
  /** Undefined where there are none: what can never be taken is then delivered until its queue gives up. */
  deadLetters: DeadLetters | undefined;
  now: () => number;
  /** Undefined where models do not change while an environment lives. */
  watch: VersionWatch | undefined;
}

/**
 * Messages of SQS, Kafka and RabbitMQ, one outcome each. What is not durable afterwards is delivered again: single
 * messages of SQS; of the others all, because their events fail as a whole. What was taken is not taken twice.
 */
export function createHandler(dependencies: QueueDependencies) {
  const { sources, ingest, log, deadLetters, now, logger, watch } = dependencies;

  return async (event: QueueEvent): Promise<SQSBatchResponse | undefined> => {
    const messages = readMessages(event);
    watch?.touch();
    const window = new RecentWindow();
    const failed = new Set<string>();
    // RabbitMQ may deliver the same twice in one event.
    const unique = [...new Map(messages.map((message) => [message.id, message])).values()];
    for (const [source, mine] of Map.groupBy(unique, sourceOf))
      for (const { id } of source ? await take(source, mine, window) : refuse(mine)) failed.add(id);
    await log.published(...(await rollWindow(dependencies, window)));
    const positions = messages.flatMap(({ id }, i) => (failed.has(id) ? i : []));
    if (isSqs(event))
      return { batchItemFailures: positions.map((i) => ({ itemIdentifier: event.Records[i]!.messageId })) };
    if (positions.length === 0) return undefined;
    const { id } = messages[positions[0]!]!;
    throw new Error(
      `expected ${messages.length} messages to be taken, got ${positions.length} to come again, first ${id}`,
    );
  };

  function sourceOf({ broker, queue }: QueueMessage): QueueSource | undefined {
    return sources.find((source) => source.queue.broker === broker && source.queue.name === queue);
  }

  /** Somebody has to say what these mean; until then they are kept where they are. */
  function refuse(messages: readonly QueueMessage[]): readonly QueueMessage[] {
    const { broker, queue } = messages[0]!;
    const known = sources.map((source) => `${source.queue.broker} ${source.queue.name}`).join(', ');
    const problem = `expected a queue that a source names, ${known || 'of which there is none'}, got ${broker} ${queue}`;
    logger('error', 'messages come from a queue of no source', { problem, messages: messages.length });
    return messages;
  }

  /** Those that have to come again. */
  async function take(
    source: QueueSource,
    messages: readonly QueueMessage[],
    window: RecentWindow,
  ): Promise<QueueMessage[]> {
    const reader = new RowReader(source);
    const time = now();
    const batches = messages.map((message) => ({
      rows: [waitingSince(reader.read(messageRow(message), time), message)],
      key: { name: keyOf(source, message), request: Buffer.from(message.body).toString('base64') },
    }));
    const results = await ingest.take(source, batches, { late: 'defer', window });
    const failed: QueueMessage[] = [];
    await forEachConcurrently([...results.entries()], CONCURRENCY, async ([i, result]) => {
      const message = messages[i]!;
      if (!(await isDone(source, message, result))) failed.push(message);
    });
    return failed;
  }

  async function isDone(source: QueueSource, message: QueueMessage, result: BatchResult): Promise<boolean> {
    const told = { source: source.name, message: message.id };
    if ('error' in result) {
      logger('error', 'a message could not be taken and comes again', { ...told, error: result.error });
      return false;
    }
    if ('deferred' in result) {
      logger('info', 'a message came before its prediction can be seen and comes again', told);
      return false;
    }
    const [row] = result.rows;
    // A rejection is counted under the message's key, so a later delivery would not be judged anew.
    if (!row || !('reason' in row)) return true;
    if (!deadLetters) return false;
    try {
      await deadLetters.send({ message, source: source.name, reason: row.reason, detail: row.detail });
      return true;
    } catch (error) {
      logger('error', 'a message that is no outcome could not be put aside and comes again', {
        ...told,
        error,
      });
      return false;
    }
  }
}

const waitingSince = (row: ReadRow, { since }: QueueMessage): ReadRow =>
  isOutcome(row) && since !== undefined ? { ...row, since } : row;

const keyOf = ({ name }: QueueSource, { id }: QueueMessage): string =>
  `queue/${name}/${createHash('sha256').update(id).digest('hex')}`;

export const handler = wire(openQueue, createHandler, ({ log }) => log.close());
