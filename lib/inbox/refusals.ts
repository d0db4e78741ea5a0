import type { RowRejection } from '../outcomes/row.ts';
import type { Store } from '../store/store.ts';
import type { InboxFile } from './inbox-file.ts';
import { refusalsKey } from './keys.ts';

export interface Refusal {
  /** In the file. */
  position: number;
  rejection: RowRejection;
}

/** So many are kept in memory. */
const FULL = 50_000;

/**
 * Says which rows of a file were refused and why, a line each: in one object, or in several where they are many. A run
 * that does the same again writes the same.
 */
export class Refusals {
  readonly #store: Store;
  readonly #file: InboxFile;
  #open: Refusal[] = [];
  /** Objects that are written. */
  parts: number;
  count = 0;

  /** @param parts those that are there */
  constructor(store: Store, file: InboxFile, parts: number) {
    this.#store = store;
    this.#file = file;
    this.parts = parts;
  }

  async add(refusals: readonly Refusal[]): Promise<void> {
    for (const refusal of refusals) this.#open.push(refusal);
    this.count += refusals.length;
    if (this.#open.length >= FULL) await this.end();
  }

  async end(): Promise<void> {
    if (this.#open.length === 0) return;
    const lines = this.#open
      .sort((a, b) => a.position - b.position)
      .map(({ rejection: { at, model, reason, detail } }) => JSON.stringify({ at, model, reason, detail }));
    await this.#store.put(refusalsKey(this.#file, this.parts++), `${lines.join('\n')}\n`);
    this.#open = [];
  }
}
