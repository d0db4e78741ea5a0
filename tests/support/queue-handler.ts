import type { SQSBatchResponse } from 'aws-lambda';
import { createHandler } from '../../functions/queue.ts';
import type { QueueSource } from '../../lib/outcomes/source.ts';
import type { DeadLetter, DeadLetters } from '../../lib/queue/dead-letters.ts';
import type { QueueEvent } from '../../lib/queue/read-event.ts';
import type { Store } from '../../lib/store/store.ts';
import { Clock, openIngest, sourceOf } from './outcome-log.ts';

/** Dead letters in memory. */
export class LetterBox implements DeadLetters {
  readonly letters: DeadLetter[] = [];
  isDown = false;
  async send(letter: DeadLetter): Promise<void> {
    if (this.isDown) throw new Error('expected the letter to be taken, got ServiceUnavailable');
    this.letters.push(letter);
  }
  /** What is in it, in any order. */
  get reasons(): string[] {
    return this.letters
      .map(({ source, reason, message }) => `${source} ${reason} ${Buffer.from(message.body)}`)
      .sort();
  }
}

export const queueSource = (
  broker: QueueSource['queue']['broker'],
  name = 'outcomes',
  change: Record<string, unknown> = {},
): QueueSource =>
  sourceOf({ name: `from-${broker}`, kind: 'queue', queue: { broker, name }, ...change }) as QueueSource;

export interface QueueHandlerOptions {
  clock?: Clock;
  deadLetters?: DeadLetters | undefined;
  sources?: QueueSource[];
}

export type QueueHandler = (event: QueueEvent) => Promise<SQSBatchResponse | undefined>;

/** The handler of a new environment, over any store, and what it logged. */
export function openQueueHandler(store: Store, options: QueueHandlerOptions = {}) {
  const { clock = new Clock(), deadLetters } = options;
  const sources = options.sources ?? [queueSource('sqs'), queueSource('kafka'), queueSource('rabbitmq')];
  const logged: { level: string; message: string; data: Record<string, unknown> | undefined }[] = [];
  const handler: QueueHandler = createHandler({
    sources,
    ingest: openIngest(store, clock),
    deadLetters,
    store,
    log: { countStoreFailure: () => undefined, published: async () => undefined },
    gauges: undefined,
    logger: (level, message, data) => logged.push({ level, message, data }),
    now: clock.now,
    watch: undefined,
  });
  return { handler, logged };
}
