import { createHash } from 'node:crypto';
import { INBOX } from '../outcomes/inbox-key.ts';
import { isSegment } from '../store/key.ts';
import type { Entry } from '../store/store.ts';

/** A file that was dropped. */
export interface InboxFile extends Entry {
  /** Below the inbox. */
  name: string;
  /** Of this name and content: whatever else is dropped is another file, and the same again is this one. */
  id: string;
}

/** Room for what is added to it where the file goes. */
const LONGEST_KEY = 900;
const LONGEST_NAME = 200;

/** A file of the inbox; undefined when others could not name it, because of characters that no key has. */
export function inboxFile(entry: Entry): InboxFile | undefined {
  const segments = entry.key.split('/');
  const isNameable = segments.every((segment) => isSegment(segment) && segment.length <= LONGEST_NAME);
  if (!isNameable || entry.key.length > LONGEST_KEY) return undefined;
  const id = createHash('sha256').update(`${entry.key}\n${entry.etag}`).digest('hex');
  return { ...entry, name: entry.key.slice(INBOX.length), id };
}

/** What consoles put there to show an empty folder. */
export const isFolderMark = ({ key }: Entry): boolean => key.endsWith('/');
