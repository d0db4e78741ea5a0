import type { JobContext } from '../outcomes/job-context.ts';
import type { FileSource } from '../outcomes/source.ts';
import type { SourceReport } from '../outcomes/source-report.ts';
import { OvertakenError } from '../poll/errors.ts';
import { ObjectChangedError } from '../rows/fetch-object.ts';
import type { Entry } from '../store/store.ts';
import type { ReadFile } from './file-rows.ts';
import { type InboxFile, inboxFile, isFolderMark } from './inbox-file.ts';
import { FILE_SIZES, type FileSizes } from './progress.ts';
import { FileTaking } from './take-file.ts';

const NAMES =
  'expected a name of letters, digits and ._~=+,:@!- that is not too long, got another one: drop it again under such a name';

const refuseName: ReadFile = async function* (isWanted) {
  if (isWanted(0)) yield [{ position: 0, at: 'the name', problem: NAMES }];
};

/**
 * Takes files one after the other; one that fails does not stop the others.
 * @throws the first error, at the end
 */
export async function takeFiles(
  context: JobContext,
  source: FileSource,
  entries: readonly Entry[],
  read: (file: InboxFile) => ReadFile,
  report: SourceReport,
  sizes: FileSizes = FILE_SIZES,
): Promise<void> {
  const { logger, settleMs } = context;
  const errors: unknown[] = [];
  for (const entry of entries) {
    if (isFolderMark(entry)) continue;
    const file = inboxFile(entry);
    const skip = (why: string) => report.skipped.push(`${entry.key}: ${why}`);
    if (entry.ageMs < settleMs) {
      skip(`was written to a moment ago; it is taken when nobody did so for ${settleMs / 1000} s`);
      continue;
    }
    try {
      const reading = file.isNameable ? read(file) : refuseName;
      const end = await new FileTaking(context, source, file, report).run(reading, sizes);
      if (!file.isNameable) skip(`stays where it is: ${NAMES}`);
      if (end === 'late') skip('rows of it wait for predictions that may still become visible');
      if (end !== 'more') continue;
      skip('the rest and what follows, for lack of time: the next run goes on there');
      break;
    } catch (error) {
      if (error instanceof OvertakenError || error instanceof ObjectChangedError) skip(error.message);
      else {
        errors.push(error);
        logger('error', 'a file of outcomes could not be taken', { file: file.name, error });
      }
    }
  }
  if (errors.length === 0) return;
  logger('warn', 'outcomes were taken before a source failed', { ...report });
  throw errors[0];
}
