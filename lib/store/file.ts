import { constants, mkdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { access, copyFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describeObject, etagOf, isNoObject, readEtagSync, readObject } from './content.ts';
import { PreconditionFailedError, StoreUnavailableError } from './errors.ts';
import { removeEmptyFolders, syncFolders } from './folders.ts';
import { checkKey, checkPrefix } from './key.ts';
import { FileLock } from './lock.ts';
import { checkRange, type Range } from './range.ts';
import { Staging } from './staging.ts';
import type { Condition, Entry, Store, StoredObject } from './store.ts';
import { walk } from './walk.ts';

export interface FileStoreOptions {
  /**
   * Also survive the loss of power. Off by default: what this store is for, trying out and a single machine, loses
   * processes and not power, and flushing makes a put of 2 KB three times as slow (0.26 to 0.78 ms on a virtual disk;
   * the disk of a laptop takes longer).
   */
  fsync?: boolean;
  /** Longest wait for other writers. */
  lockTimeoutMs?: number;
}

/** Never a key, and on the file system of the keys. */
const HIDDEN = '.store';
const READ_AHEAD = 8;

/**
 * A store in a directory: each object is a plain file at its key. A put writes a file aside and renames it into place,
 * so a reader sees whole objects only. Whatever changes a file does so under one lock for the directory, plain puts and
 * deletes too: a conditional put compares and renames, and nothing may come in between.
 */
export class FileStore implements Store {
  readonly #directory: string;
  readonly #lock: FileLock;
  readonly #staging: Staging;
  readonly #fsync: boolean;

  constructor(directory: string, { fsync = false, lockTimeoutMs = 10_000 }: FileStoreOptions = {}) {
    this.#directory = resolve(directory);
    this.#lock = new FileLock(join(this.#directory, HIDDEN, 'lock'), lockTimeoutMs);
    this.#staging = new Staging(join(this.#directory, HIDDEN, 'staging'), fsync);
    this.#fsync = fsync;
  }

  async put(key: string, body: Uint8Array | string, condition?: Condition): Promise<{ etag: string }> {
    const path = this.#path(key);
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const etag = etagOf(bytes);
    return unavailable('put', key, async () => {
      await this.#place(await this.#staging.write(bytes), path, () => {
        if (condition && !holds(condition, path)) throw new PreconditionFailedError(key);
      });
      return { etag };
    });
  }

  async putFile(key: string, file: string, condition?: Condition): Promise<{ etag: string }> {
    const path = this.#path(key);
    await access(file, constants.R_OK);
    return unavailable('put', key, async () => {
      const staged = await this.#staging.copy(file);
      if (staged === undefined) throw new Error(`expected the file ${file}, got none`);
      const found = (await describeObject(staged))!;
      await this.#place(staged, path, () => {
        if (condition && !holds(condition, path)) throw new PreconditionFailedError(key);
      });
      return { etag: found.etag };
    });
  }

  async get(key: string, range?: Range): Promise<StoredObject | undefined> {
    const path = this.#path(key);
    if (range) checkRange(range);
    return unavailable('get', key, async () => {
      return readObject(path, range);
    });
  }

  async getFile(key: string, file: string): Promise<{ etag: string } | undefined> {
    const path = this.#path(key);
    return unavailable('get', key, async () => {
      try {
        // A file that is open stays what it was, and this one is never written again but replaced.
        await copyFile(path, file, constants.COPYFILE_EXCL);
      } catch (error) {
        if (isNoObject(error)) return undefined;
        throw error;
      }
      return { etag: (await describeObject(file))!.etag };
    });
  }

  async *list(prefix: string, { startAfter = '' }: { startAfter?: string } = {}): AsyncGenerator<Entry> {
    checkPrefix(prefix);
    const keys = walk(this.#directory, prefix, startAfter);
    while (true) {
      const entries = await unavailable('list', prefix, async () =>
        Promise.all((await take(keys)).map(this.#entry)),
      );
      if (entries.length === 0) return;
      for (const entry of entries) if (entry) yield entry;
    }
  }

  async copy(from: string, to: string, etag: string): Promise<void> {
    const [source, path] = [this.#path(from), this.#path(to)];
    return unavailable('copy', from, async () => {
      const staged = await this.#staging.copy(source);
      if (staged === undefined) throw new PreconditionFailedError(from);
      const found = await describeObject(staged);
      await this.#place(staged, path, () => {
        if (found?.etag !== etag) throw new PreconditionFailedError(from);
      });
    });
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key);
    return unavailable('delete', key, async () => {
      await this.#lock.run(() => {
        if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return;
        unlinkSync(path);
        removeEmptyFolders(path, this.#directory);
      });
      if (this.#fsync) await syncFolders(path, this.#directory);
    });
  }

  /** Moves a staged file to its place if `check` does not throw, and removes it else. */
  async #place(staged: string, path: string, check: () => void): Promise<void> {
    try {
      await this.#lock.run(() => {
        check();
        mkdirSync(dirname(path), { recursive: true });
        renameSync(staged, path);
      });
    } catch (error) {
      await rm(staged, { force: true });
      throw error;
    }
    if (this.#fsync) await syncFolders(path, this.#directory);
  }

  #path(key: string): string {
    checkKey(key);
    return join(this.#directory, key);
  }

  /** Undefined when the object was deleted since its name was read. */
  #entry = async (key: string): Promise<Entry | undefined> => {
    const entry = await describeObject(this.#path(key));
    return entry && { key, ...entry };
  };
}

function holds(condition: Condition, path: string): boolean {
  if ('ifMatch' in condition) return readEtagSync(path) === condition.ifMatch;
  return !statSync(path, { throwIfNoEntry: false })?.isFile();
}

async function take<T>(items: AsyncGenerator<T>): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < READ_AHEAD) {
    const next = await items.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

async function unavailable<Result>(
  operation: string,
  key: string,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof PreconditionFailedError ? error : new StoreUnavailableError(operation, key, error);
  }
}
