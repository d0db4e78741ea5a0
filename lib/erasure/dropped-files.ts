import { listAll } from '../archive/list-all.ts';
import { DONE, REJECTED } from '../inbox/keys.ts';
import { ROW, stringLiteral } from '../profile/sql-text.ts';
import type { Erased, ErasureContext, Touched } from './context.ts';
import { isParquet, withoutRows } from './parquet-rows.ts';
import { type Left, rewrite } from './rewrite.ts';
import { withoutRecords } from './text-records.ts';

/** Which rows of a file are meant. */
export interface Meant {
  /** Each of them has one of these in its text. */
  texts: readonly string[];
  /** Whether such a record of CSV or NDJSON is; undefined: all are. `first` of the file: in CSV the header. */
  isMeant?: (record: Buffer, first: Buffer) => boolean;
  /** The same in Parquet, as a condition of SQL on its columns and ROW. */
  condition(columns: readonly string[]): string;
}

/** Takes the rows that name the predictions out of files of outcomes that were taken, and of what was said of refused ones. */
export async function eraseFromFiles(context: ErasureContext, { ids, isLookedAt }: Erased): Promise<Touched> {
  const texts = [...ids];
  const condition = () =>
    texts.map((id) => `contains(CAST(${ROW} AS VARCHAR), ${stringLiteral(id)})`).join(' OR ');
  return eraseMeant(context, 'rows of files of outcomes', isLookedAt, () => ({ texts, condition }));
}

/**
 * Takes rows out of files of outcomes that were taken or refused. Files that are still in the inbox stay as they are:
 * where their rows stand says how far they have been taken.
 * @param meantOf which rows of the files in the folder of a source; undefined: none
 */
export async function eraseMeant(
  context: ErasureContext,
  what: string,
  isLookedAt: Erased['isLookedAt'],
  meantOf: (folder: string) => Meant | undefined,
): Promise<Touched> {
  const touched: Touched = { what, objects: 0, records: 0 };
  for (const prefix of [DONE, REJECTED])
    for (const { key, ageMs } of await listAll(context.store, prefix)) {
      const meant = meantOf(key.slice(prefix.length).split('/')[0]!);
      if (meant && isLookedAt(ageMs))
        await rewrite(context.store, key, touched, (bytes) => withoutMeant(context, bytes, meant));
    }
  return touched;
}

async function withoutMeant(context: ErasureContext, bytes: Buffer, meant: Meant): Promise<Left> {
  const { texts, isMeant, condition } = meant;
  if (!isParquet(bytes)) return withoutRecords(bytes, texts, isMeant);
  try {
    return await withoutRows(context, bytes, condition);
  } catch (error) {
    if (isOfMachine(error)) throw error;
    // It was refused for being damaged, and nobody can take a row out of it.
    const isNamed = texts.some((text) => bytes.includes(text));
    return { bytes: undefined, erased: isNamed ? 1 : 0 };
  }
}

/** Not of the file: another attempt may not have it. */
const isOfMachine = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).errno !== undefined || /^Out of Memory/.test((error as Error).message);
