import type { RowRejection } from '../outcomes/row.ts';
import type { QueueMessage } from './message.ts';

/** A message that no later delivery can make an outcome of, and why. */
export interface DeadLetter extends Pick<RowRejection, 'reason' | 'detail'> {
  message: QueueMessage;
  /** Name of the source. */
  source: string;
}

/** Where people look for messages that could not be taken. */
export interface DeadLetters {
  /** Resolves when the letter is kept; it may be kept twice. @throws Error when that is not known */
  send(letter: DeadLetter): Promise<void>;
}
