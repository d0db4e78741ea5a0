import type { InboxFile } from './inbox-file.ts';

export const [DONE, REJECTED] = ['outcomes-done/', 'outcomes-rejected/'] as const;

/**
 * Where a file goes when all of it was taken, or with its rows that were not. `loans/may.csv` becomes
 * `loans/may~3f2a9c1b.csv`, because the next one may have the same name.
 */
export const doneKey = (file: InboxFile): string => DONE + archivedName(file);
export const rejectedKey = (file: InboxFile): string => REJECTED + archivedName(file);

/** Where it is said which rows were refused, beside their file. `part`: from 0, of those that there are where it is much. */
export const refusalsKey = (file: InboxFile, part: number): string =>
  `${rejectedKey(file)}.rejected${part === 0 ? '' : `-${part + 1}`}.ndjson`;

/** Kept as long as the keys of its batches are. */
export const progressKey = ({ id }: InboxFile): string => `taken/outcomes/files/${id}.json`;

function archivedName({ name, id }: InboxFile): string {
  const mark = `~${id.slice(0, 8)}`;
  return /\.\w+$/.test(name) ? name.replace(/\.\w+$/, (ending) => mark + ending) : name + mark;
}
