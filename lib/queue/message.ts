import type { QueueSource } from '../outcomes/source.ts';

/** One message as a broker delivered it. */
export interface QueueMessage {
  broker: QueueSource['queue']['broker'];
  /** Of the queue or topic. */
  queue: string;
  /** The same in every delivery of a message, and of no other one. */
  id: string;
  /** Since when it could be read, as far as that is known; milliseconds since the epoch. */
  since: number | undefined;
  body: Uint8Array;
}
