import type { Range } from './range.ts';

/** A condition on the object that a put replaces. With neither, the put is unconditional. */
export type Condition = { ifAbsent: true } | { ifMatch: string };

export interface StoredObject {
  body: Uint8Array;
  /** Changes with every write of different content. Opaque: only compared, and passed back in `ifMatch`. */
  etag: string;
  /** Milliseconds since the object was written, by the store's own clock; never negative. */
  ageMs: number;
}

export interface Entry {
  key: string;
  etag: string;
  /** Bytes. */
  size: number;
  /** As in StoredObject. S3 keeps whole seconds. */
  ageMs: number;
}

/**
 * Everything driftgate keeps, behind one seam. Keys are `/`-separated segments of URL-safe ASCII characters, none empty
 * or beginning with a dot; and because an object may be a plain file, no key is the folder of another (`a` beside
 * `a/b`). A key or prefix that is none is a TypeError.
 *
 * Linearizable per key: a get or list that starts after a put was answered sees that put or a later one; of several
 * conditional puts on the same state exactly one succeeds, across processes and machines.
 *
 * Every method throws StoreUnavailableError when the store cannot be reached, refuses or does not answer in time. After
 * that the outcome of a put or delete is *unknown*: it may be in, may still come in later, or never. A put may also
 * throw PreconditionFailedError although it is in (a client library retried its own success): whoever needs to know
 * reads the object back and looks for his own mark in it.
 */
export interface Store {
  /** Writes the whole object, atomically. @throws PreconditionFailedError when `condition` does not hold. */
  put(key: string, body: Uint8Array | string, condition?: Condition): Promise<{ etag: string }>;
  /**
   * The same of a file on the local disk, of any size, without all of it in memory: readers see what was there before
   * until it is in whole. Throws what reading the file throws.
   */
  putFile(key: string, path: string, condition?: Condition): Promise<{ etag: string }>;
  /** The object, or undefined when there is none. `range` is [first byte, last byte], inclusive as in HTTP; of the
   * object only, so it may be less or nothing. `etag` is always that of the whole. */
  get(key: string, range?: Range): Promise<StoredObject | undefined>;
  /** Writes the whole object, of any size, to a new file; undefined, and no file, when there is none. */
  getFile(key: string, path: string): Promise<{ etag: string } | undefined>;
  /** Objects whose key starts with `prefix`, in ascending byte order of the key, after `startAfter` when given. */
  list(prefix: string, options?: { startAfter?: string }): AsyncIterable<Entry>;
  /**
   * Writes the object at `from` to `to` as it is, atomically, without its bytes passing through whoever asks.
   * @throws PreconditionFailedError when there is none at `from`, or another than that with `etag`
   */
  copy(from: string, to: string, etag: string): Promise<void>;
  /** Removes the object; no error when there is none. */
  delete(key: string): Promise<void>;
}
