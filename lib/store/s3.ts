import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { PreconditionFailedError, StoreUnavailableError } from './errors.ts';
import { checkKey, checkPrefix } from './key.ts';
import { checkRange, type Range } from './range.ts';
import { PART_BYTES, uploadParts } from './s3-parts.ts';
import type { Condition, Entry, Store, StoredObject } from './store.ts';

export interface S3StoreOptions
  extends Pick<S3ClientConfig, 'endpoint' | 'region' | 'credentials' | 'forcePathStyle'> {
  bucket: string;
  /** The folder of the bucket that holds all keys; no slash at its ends. */
  prefix?: string;
  /** Per attempt, for the connection. */
  connectionTimeoutMs?: number;
  /** Per attempt, until the answer begins, and between two pieces of its body. Large bodies may need more. */
  requestTimeoutMs?: number;
  /** The first one included. */
  maxAttempts?: number;
}

/** Needs s3:ListBucket on the bucket too: without it S3 answers 403 instead of 404 for an object that is not there. */
export class S3Store implements Store {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  /** The Date header of each output, which the SDK drops: ages are measured by the clock that set Last-Modified. */
  readonly #servedAt = new WeakMap<object, number>();

  constructor(options: S3StoreOptions) {
    const { bucket, prefix, connectionTimeoutMs, requestTimeoutMs, maxAttempts, ...client } = options;
    if (prefix !== undefined) checkKey(prefix);
    this.#bucket = bucket;
    this.#prefix = prefix === undefined ? '' : `${prefix}/`;
    this.#client = new S3Client({
      // The SDK would look for a host of the bucket's name below another's, where there is none.
      forcePathStyle: client.endpoint !== undefined,
      ...client,
      maxAttempts: maxAttempts ?? 3,
      // Without throwOnRequestTimeout the SDK logs a warning and waits on.
      requestHandler: {
        connectionTimeout: connectionTimeoutMs ?? 1000,
        requestTimeout: requestTimeoutMs ?? 3000,
        socketTimeout: requestTimeoutMs ?? 3000,
        throwOnRequestTimeout: true,
      },
      // TLS and the signed SHA-256 of the body protect it already.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // It costs a round trip and a new connection for each large body, to be told that the bucket moved.
      expectContinueHeader: false,
    });
    this.#client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers } = result.response as { headers: Record<string, string | undefined> };
        if (result.output && headers.date) this.#servedAt.set(result.output, Date.parse(headers.date));
        return result;
      },
      { step: 'deserialize', priority: 'high', name: 'driftgateServedAt' },
    );
  }

  async put(key: string, body: Uint8Array | string, condition?: Condition): Promise<{ etag: string }> {
    // The SDK takes an empty string for a stream of unknown length, and warns.
    const Body = typeof body === 'string' ? Buffer.from(body) : body;
    const command = new PutObjectCommand({ ...this.#at(key), Body, ...header(condition) });
    try {
      return { etag: unquoted((await this.#client.send(command)).ETag) };
    } catch (error) {
      if (condition && isRefusal(error)) throw new PreconditionFailedError(key);
      throw new StoreUnavailableError('put', key, error);
    }
  }

  async putFile(key: string, path: string, condition?: Condition): Promise<{ etag: string }> {
    const at = this.#at(key);
    await using file = await open(path);
    const { size } = await file.stat();
    if (size <= PART_BYTES) return this.put(key, await file.readFile(), condition);
    try {
      return { etag: unquoted(await uploadParts(this.#client, at, file, size, header(condition))) };
    } catch (error) {
      if (condition && isRefusal(error)) throw new PreconditionFailedError(key);
      throw new StoreUnavailableError('put', key, error);
    }
  }

  async get(key: string, range?: Range): Promise<StoredObject | undefined> {
    if (range) checkRange(range);
    const at = this.#at(key);
    const command = new GetObjectCommand({ ...at, ...(range && { Range: `bytes=${range[0]}-${range[1]}` }) });
    try {
      const output = await this.#client.send(command);
      const body = (await output.Body?.transformToByteArray()) ?? new Uint8Array();
      return { body, etag: unquoted(output.ETag), ageMs: this.#age(output, output.LastModified) };
    } catch (error) {
      if (nameOf(error) === 'InvalidRange') return this.#getNothingOf(key);
      if (nameOf(error) === 'NoSuchKey') return undefined;
      throw new StoreUnavailableError('get', key, error);
    }
  }

  async getFile(key: string, path: string): Promise<{ etag: string } | undefined> {
    const command = new GetObjectCommand(this.#at(key));
    try {
      const output = await this.#client.send(command);
      await pipeline(output.Body as Readable, createWriteStream(path, { flags: 'wx' }));
      return { etag: unquoted(output.ETag) };
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey') return undefined;
      throw new StoreUnavailableError('get', key, error);
    }
  }

  async *list(prefix: string, { startAfter }: { startAfter?: string } = {}): AsyncGenerator<Entry> {
    checkPrefix(prefix);
    let page: ListObjectsV2CommandOutput | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.#bucket,
        Prefix: this.#prefix + prefix,
        ...(startAfter && { StartAfter: this.#prefix + startAfter }),
        ContinuationToken: page?.NextContinuationToken,
      });
      page = await this.#client.send(command).catch((error) => {
        throw new StoreUnavailableError('list', prefix, error);
      });
      for (const { Key = '', ETag, Size = 0, LastModified } of page.Contents ?? []) {
        const key = Key.slice(this.#prefix.length);
        yield { key, etag: unquoted(ETag), size: Size, ageMs: this.#age(page, LastModified) };
      }
    } while (page.IsTruncated);
  }

  /** At most 5 GB, which is the most that S3 copies in one step. */
  async copy(from: string, to: string, etag: string): Promise<void> {
    const source = this.#at(from);
    const command = new CopyObjectCommand({
      ...this.#at(to),
      CopySource: `${source.Bucket}/${source.Key}`.split('/').map(encodeURIComponent).join('/'),
      CopySourceIfMatch: `"${etag}"`,
      // Tags would need permissions of their own.
      TaggingDirective: 'REPLACE',
    });
    try {
      await this.#client.send(command);
    } catch (error) {
      if (isRefusal(error)) throw new PreconditionFailedError(from);
      throw new StoreUnavailableError('copy', from, error);
    }
  }

  async delete(key: string): Promise<void> {
    const command = new DeleteObjectCommand(this.#at(key));
    try {
      await this.#client.send(command);
    } catch (error) {
      throw new StoreUnavailableError('delete', key, error);
    }
  }

  /** What S3 does not give for a range that begins at the end of the object or after it. */
  async #getNothingOf(key: string): Promise<StoredObject | undefined> {
    try {
      const output = await this.#client.send(new HeadObjectCommand(this.#at(key)));
      const ageMs = this.#age(output, output.LastModified);
      return { body: new Uint8Array(), etag: unquoted(output.ETag), ageMs };
    } catch (error) {
      if (nameOf(error) === 'NotFound') return undefined;
      throw new StoreUnavailableError('get', key, error);
    }
  }

  #at(key: string) {
    checkKey(key);
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  #age(output: object, written: Date | undefined): number {
    return Math.max(0, (this.#servedAt.get(output) ?? Date.now()) - Number(written));
  }
}

function header(condition: Condition | undefined) {
  if (!condition) return {};
  return 'ifMatch' in condition ? { IfMatch: `"${condition.ifMatch}"` } : { IfNoneMatch: '*' };
}

/** 409: another conditional put was under way. 404 of the key: nothing is there that could match. */
function isRefusal(error: unknown): boolean {
  const status = (error as Partial<S3ServiceException>).$metadata?.httpStatusCode;
  return status === 412 || status === 409 || nameOf(error) === 'NoSuchKey';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function unquoted(etag = ''): string {
  return etag.replaceAll('"', '');
}
