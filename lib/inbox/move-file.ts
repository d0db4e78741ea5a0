import { PreconditionFailedError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import type { InboxFile } from './inbox-file.ts';
import { doneKey, rejectedKey } from './keys.ts';

/** Takes a file out of the inbox, and returns where it is. One that somebody has put in its place stays. */
export async function moveFile(store: Store, file: InboxFile, isRejected: boolean): Promise<string> {
  const to = isRejected ? rejectedKey(file) : doneKey(file);
  try {
    await store.copy(file.key, to, file.etag);
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error;
    return to; // Another run has moved it.
  }
  const present = await store.get(file.key, [0, 0]);
  // S3 has no condition for it that all of its kind keep, so a file that is put there in this moment would be lost.
  if (present?.etag === file.etag) await store.delete(file.key);
  return to;
}
