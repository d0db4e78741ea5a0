import { listAll } from '../archive/list-all.ts';
import { INBOX } from '../outcomes/inbox-key.ts';
import type { JobContext } from '../outcomes/job-context.ts';
import type { OutcomeSource } from '../outcomes/source.ts';
import { emptyReport, type SourceReport } from '../outcomes/source-report.ts';
import { UNKNOWN_SOURCE } from '../outcomes/unknown-source.ts';
import type { ReadFile } from './file-rows.ts';
import { type InboxFile, isFolderMark } from './inbox-file.ts';
import { takeFiles } from './take-files.ts';

/** Refuses the files that are for none of the sources; undefined where there are none. */
export async function refuseStrays(
  context: JobContext,
  sources: readonly OutcomeSource[],
): Promise<SourceReport | undefined> {
  const names = sources.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const entries = await listAll(context.store, INBOX);
  const strays = entries.filter(
    (entry) => !isFolderMark(entry) && !names.some((name) => entry.key.startsWith(`${INBOX}${name}/`)),
  );
  if (strays.length === 0) return undefined;
  const report = emptyReport(UNKNOWN_SOURCE.name);
  const expected = names.map((name) => `${INBOX}${name}/`).join(', ') || 'nothing, as no source takes files,';
  const refuse = (file: InboxFile): ReadFile =>
    async function* (isWanted) {
      const problem = `expected a file below ${expected}, got ${file.key}`;
      if (isWanted(0)) yield [{ position: 0, at: file.name, problem }];
    };
  await takeFiles(context, UNKNOWN_SOURCE, strays, refuse, report);
  return report;
}
