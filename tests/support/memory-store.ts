import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { PreconditionFailedError, StoreUnavailableError } from '../../lib/store/errors.ts';
import type { Range } from '../../lib/store/range.ts';
import type { Condition, Entry, Store, StoredObject } from '../../lib/store/store.ts';

/** A store in memory, for tests of what is built on one. */
export class MemoryStore implements Store {
  readonly objects = new Map<string, Uint8Array>();
  /** Called before every operation; may throw in the store's place. */
  intercept: (operation: 'put' | 'get' | 'list' | 'copy' | 'delete', key: string) => void = (
    operation,
    key,
  ) => {
    if (this.failing !== undefined && key.startsWith(this.failing))
      throw new StoreUnavailableError(operation, key, 'told to');
  };
  /** Operations on keys that begin so fail. */
  failing: string | undefined;

  async put(key: string, body: Uint8Array | string, condition?: Condition): Promise<{ etag: string }> {
    this.intercept('put', key);
    const present = this.objects.get(key);
    if (condition) {
      const holds =
        'ifAbsent' in condition
          ? present === undefined
          : present !== undefined && etagOf(present) === condition.ifMatch;
      if (!holds) throw new PreconditionFailedError(key);
    }
    const bytes = Uint8Array.from(typeof body === 'string' ? Buffer.from(body) : body);
    this.objects.set(key, bytes);
    return { etag: etagOf(bytes) };
  }

  async putFile(key: string, path: string, condition?: Condition): Promise<{ etag: string }> {
    return this.put(key, await readFile(path), condition);
  }

  async getFile(key: string, path: string): Promise<{ etag: string } | undefined> {
    const object = await this.get(key);
    if (object) await writeFile(path, object.body, { flag: 'wx' });
    return object && { etag: object.etag };
  }

  async get(key: string, range?: Range): Promise<StoredObject | undefined> {
    this.intercept('get', key);
    const body = this.objects.get(key);
    if (!body) return undefined;
    return { body: range ? body.slice(range[0], range[1] + 1) : body.slice(), etag: etagOf(body), ageMs: 0 };
  }

  async *list(prefix: string, { startAfter = '' }: { startAfter?: string } = {}): AsyncGenerator<Entry> {
    this.intercept('list', prefix);
    for (const key of [...this.objects.keys()].sort()) {
      if (!key.startsWith(prefix) || key <= startAfter) continue;
      const body = this.objects.get(key)!;
      yield { key, etag: etagOf(body), size: body.length, ageMs: 0 };
    }
  }

  async copy(from: string, to: string, etag: string): Promise<void> {
    this.intercept('copy', from);
    const body = this.objects.get(from);
    if (!body || etagOf(body) !== etag) throw new PreconditionFailedError(from);
    this.objects.set(to, body);
  }

  async delete(key: string): Promise<void> {
    this.intercept('delete', key);
    this.objects.delete(key);
  }

  /** For assertions. @throws when there is none. */
  text(key: string): string {
    const body = this.objects.get(key);
    if (!body) throw new Error(`${key}: expected an object, got none`);
    return Buffer.from(body).toString('utf8');
  }

  json<T>(key: string): T {
    return JSON.parse(this.text(key)) as T;
  }
}

const etagOf = (body: Uint8Array): string => createHash('md5').update(body).digest('hex');
