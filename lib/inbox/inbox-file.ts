import { createHash } from 'node:crypto';
import { INBOX } from '../outcomes/inbox-key.ts';
import { isSegment } from '../store/key.ts';
import type { Entry } from '../store/store.ts';

/** A file that was dropped. */
export interface InboxFile extends Entry {
  /** Below the inbox. */
  name: string;
  /** Whether a store can read and move it. */
  isNameable: boolean;
  /** Of this name and content: whatever else is dropped is another file, and the same again is this one. */
  id: string;
}

/** Room for what is added to it where the file goes. */
const LONGEST_KEY = 900;
const LONGEST_NAME = 200;

/** A file of the inbox. One that others could not name, because of characters that no key has, gets a name for what is said of it. */
export function inboxFile(entry: Entry): InboxFile {
  const segments = entry.key.split('/');
  const isNameable =
    entry.key.length <= LONGEST_KEY &&
    segments.every((segment) => isSegment(segment) && segment.length <= LONGEST_NAME);
  const id = createHash('sha256').update(`${entry.key}\n${entry.etag}`).digest('hex');
  const name = entry.key.slice(INBOX.length);
  if (isNameable) return { ...entry, name, id, isNameable };
  const [folder, ...below] = name.split('/');
  const parts = below.length > 0 ? [folder!, below.at(-1)!] : [folder!];
  return { ...entry, name: parts.map(nameable).join('/'), id, isNameable };
}

const nameable = (text: string): string =>
  text
    .replace(/[^\w.~=+,:@!-]|^\./g, '_')
    .slice(-LONGEST_NAME)
    .replace(/^\.|^$/, '_');

/** What consoles put there to show an empty folder. */
export const isFolderMark = ({ key }: Entry): boolean => key.endsWith('/');
