import type { Random } from '../statistics/random.ts';

/**
 * A uniform sample of a stream whose length is not known: each item is in it with the same probability, and the same
 * stream and numbers give the same sample. Source: Vitter (1985), Random sampling with a reservoir, algorithm R.
 */
export class Reservoir<T> {
  readonly #capacity: number;
  readonly #random: Random;
  readonly #items: T[] = [];
  #seen = 0;

  constructor(capacity: number, random: Random) {
    this.#capacity = capacity;
    this.#random = random;
  }

  add(item: T): void {
    this.#seen++;
    if (this.#items.length < this.#capacity) {
      this.#items.push(item);
      return;
    }
    const place = Math.floor(this.#random() * this.#seen);
    if (place < this.#capacity) this.#items[place] = item;
  }

  /** How many were added. */
  get seen(): number {
    return this.#seen;
  }

  get items(): readonly T[] {
    return this.#items;
  }
}
