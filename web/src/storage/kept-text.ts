/**
 * A text that the browser keeps for this page. A browser may keep nothing for anybody, or be full: then it is gone with
 * the view, and nothing fails.
 */
export class KeptText {
  readonly #storage: () => Storage;
  readonly #name: string;

  /** @param storage how to get it: to name it throws where it is switched off */
  constructor(storage: () => Storage, name: string) {
    this.#storage = storage;
    this.#name = `driftgate ${name}`;
  }

  read(): string | null {
    try {
      return this.#storage().getItem(this.#name);
    } catch {
      return null;
    }
  }

  write(text: string): void {
    try {
      this.#storage().setItem(this.#name, text);
    } catch {
      // As above.
    }
  }
}
