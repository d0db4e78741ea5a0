import type { InboxFile } from './inbox-file.ts';

export const [DONE, REJECTED] = ['outcomes-done/', 'outcomes-rejected/'] as const;

/**
 * Where a file goes when all of it was taken, or with its rows that were not. `loans/may.csv` becomes
 * `loans/may~3f2a9c1b.csv`, because the next one may have the same name.
 */
export const doneKey = (file: InboxFile): string => DONE + archivedName(file);
export const rejectedKey = (file: InboxFile): string => REJECTED + archivedName(file);

/** Where rows are said that were refused, beside their file. `part`: of several, those after the first have a name. */
export const refusalsKey = (file: InboxFile, part: string): string =>
  `${rejectedKey(file)}.rejected${part === '' ? '' : `-${part}`}.ndjson`;

/** Kept as long as the keys of its batches are. */
export const progressKey = ({ id }: InboxFile): string => `taken/outcomes/files/${id}.json`;

function archivedName({ name, id }: InboxFile): string {
  const mark = `~${id.slice(0, 8)}`;
  return /\.\w+$/.test(name) ? name.replace(/\.\w+$/, (ending) => mark + ending) : name + mark;
}
