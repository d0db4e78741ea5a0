import type { QueueSource } from '../outcomes/source.ts';

/** One message as a broker delivered it. */
export interface QueueMessage {
  broker: QueueSource['queue']['broker'];
  /** Of the queue or topic. */
  queue: string;
  /** The same in every delivery of a message, and of no other one. */
  id: string;
  body: Uint8Array;
}
