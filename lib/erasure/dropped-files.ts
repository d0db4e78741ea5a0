import { listAll } from '../archive/list-all.ts';
import { DONE, REJECTED } from '../inbox/keys.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import { PreconditionFailedError } from '../store/errors.ts';
import { eraseRows } from './archive.ts';
import type { Erased, ErasureContext, Touched } from './context.ts';
import { withoutRecords } from './text-records.ts';

/**
 * Takes the rows that name the predictions out of files of outcomes that were taken, and of what was said of refused ones.
 * Files that are still in the inbox stay as they are: where their rows stand says how far they have been taken.
 */
export async function eraseFromFiles(context: ErasureContext, erased: Erased): Promise<Touched> {
  const touched: Touched = { what: 'rows of files of outcomes', objects: 0, records: 0 };
  const naming = [...erased.ids].map((id) => `contains(CAST(part AS VARCHAR), ${stringLiteral(id)})`);
  for (const prefix of [DONE, REJECTED])
    for (const { key, ageMs } of await listAll(context.store, prefix)) {
      if (!erased.isLookedAt(ageMs)) continue;
      if (key.endsWith('.parquet')) await eraseRows(context, touched, key, naming.join(' OR '));
      else await eraseText(context, touched, key, erased.ids);
    }
  return touched;
}

async function eraseText(
  { store }: ErasureContext,
  touched: Touched,
  key: string,
  ids: ReadonlySet<string>,
): Promise<void> {
  for (;;) {
    const object = await store.get(key);
    if (!object) return;
    const body = Buffer.from(object.body.buffer, object.body.byteOffset, object.body.byteLength);
    if (![...ids].some((id) => body.includes(id))) return;
    // Byte for byte, whatever its encoding is.
    const { text, erased } = withoutRecords(body.toString('latin1'), ids);
    try {
      await store.put(key, Buffer.from(text, 'latin1'), { ifMatch: object.etag });
      touched.objects++;
      touched.records += erased;
      return;
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error;
    }
  }
}
