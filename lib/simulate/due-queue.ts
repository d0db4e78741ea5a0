/** Things to do at a time of their own, the earliest first: a binary heap. */
export class DueQueue<T extends { readonly due: number }> {
  // The parent of place i is at ⌊(i − 1)/2⌋, and never later than it.
  readonly #heap: T[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The earliest. */
  peek(): T | undefined {
    return this.#heap[0];
  }

  push(item: T): void {
    let place = this.#heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#heap[parent]!.due <= item.due) break;
      this.#heap[place] = this.#heap[parent]!;
      place = parent;
    }
    this.#heap[place] = item;
  }

  /** Takes the earliest out. */
  pop(): T | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child + 1 < this.#heap.length && this.#heap[child + 1]!.due < this.#heap[child]!.due) child++;
      if (child >= this.#heap.length || last.due <= this.#heap[child]!.due) break;
      this.#heap[place] = this.#heap[child]!;
      place = child;
    }
    this.#heap[place] = last;
    return first;
  }
}
