import { PreconditionFailedError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import type { Touched } from './context.ts';

/** What is left of an object, and how many records are not. */
export interface Left {
  /** Undefined when the object itself is to go. */
  bytes: Uint8Array | undefined;
  erased: number;
}

/** Puts what is left of an object in its place, if something was erased. Who was first is looked at again. */
export async function rewrite(
  store: Store,
  key: string,
  touched: Touched,
  erase: (bytes: Buffer) => Left | Promise<Left>,
): Promise<void> {
  for (;;) {
    const object = await store.get(key);
    if (!object) return;
    const { body, etag } = object;
    const { bytes, erased } = await erase(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
    if (erased === 0) return;
    try {
      if (bytes) await store.put(key, bytes, { ifMatch: etag });
      else await store.delete(key);
      touched.objects++;
      touched.records += erased;
      return;
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error;
    }
  }
}
