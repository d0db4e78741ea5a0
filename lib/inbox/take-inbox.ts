import { listAll } from '../archive/list-all.ts';
import { INBOX } from '../outcomes/inbox-key.ts';
import type { JobContext } from '../outcomes/job-context.ts';
import type { FileSource } from '../outcomes/source.ts';
import { emptyReport, type SourceReport } from '../outcomes/source-report.ts';
import { readFile } from './file-rows.ts';
import { takeFiles } from './take-files.ts';

/** Takes the files that were dropped for a source. */
export async function takeInbox(context: JobContext, source: FileSource): Promise<SourceReport> {
  const report = emptyReport(source.name);
  const entries = await listAll(context.store, `${INBOX}${source.name}/`);
  await takeFiles(context, source, entries, (file) => readFile(context, source, file), report);
  return report;
}
