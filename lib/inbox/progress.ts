import { randomUUID } from 'node:crypto';
import { putMarked, textOf } from '../log/mark.ts';
import { JOB_BATCH_ROWS } from '../outcomes/batch.ts';
import { OvertakenError } from '../poll/errors.ts';
import type { Store } from '../store/store.ts';
import type { InboxFile } from './inbox-file.ts';
import { progressKey } from './keys.ts';
import type { WindowSize } from './row-window.ts';

/** How far a file has been taken. */
export interface FileState {
  /** Mark of whoever wrote it. */
  nonce: string;
  /** As the file was begun: where it is cut must not change on the way. */
  sizes: FileSizes;
  /** Where the next window begins. */
  position: number;
  /** Whether that was all of the file. */
  isRead: boolean;
  /** Positions of rows that wait for their predictions. */
  late: string;
  /** How often they were tried again. */
  attempts: number;
  /** Objects that say which rows were refused. */
  refusalParts: number;
  rows: number;
  accepted: number;
  rejected: number;
}

export interface FileSizes {
  window: WindowSize;
  batchRows: number;
}

/** Some 110 bytes a row: a million of them, and never more however large a file is. */
export const FILE_SIZES: FileSizes = {
  window: { rows: 1_000_000, bytes: 128 * 1024 * 1024 },
  batchRows: JOB_BATCH_ROWS,
};

/** What is kept of a file between invocations. Of several at once only one can write it. */
export class FileProgress {
  readonly #store: Store;
  readonly #key: string;
  #state: FileState;
  #etag: string | undefined;

  private constructor(store: Store, key: string, state: FileState, etag: string | undefined) {
    this.#store = store;
    this.#key = key;
    this.#state = state;
    this.#etag = etag;
  }

  /** @throws StoreUnavailableError */
  static async open(store: Store, file: InboxFile, sizes: FileSizes): Promise<FileProgress> {
    const key = progressKey(file);
    const object = await store.get(key);
    const counts = { rows: 0, accepted: 0, rejected: 0, refusalParts: 0 };
    const initial = { nonce: '', sizes, position: 0, isRead: false, late: '', attempts: 0, ...counts };
    return new FileProgress(store, key, object ? JSON.parse(textOf(object)) : initial, object?.etag);
  }

  get state(): FileState {
    return this.#state;
  }

  /** @throws OvertakenError, StoreUnavailableError */
  async save(change: Partial<FileState>): Promise<void> {
    const nonce = randomUUID();
    const state = { ...this.#state, ...change, nonce };
    const condition = this.#etag === undefined ? { ifAbsent: true as const } : { ifMatch: this.#etag };
    const isOurs = (text: string) => (JSON.parse(text) as FileState).nonce === nonce;
    const put = await putMarked(this.#store, this.#key, JSON.stringify(state), condition, isOurs);
    if (!put) throw new OvertakenError('another run took this file on meanwhile');
    this.#state = state;
    this.#etag = put.etag;
  }
}
