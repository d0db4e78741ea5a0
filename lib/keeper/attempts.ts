/** Work of which no part may keep the others from being done. */
export class Attempts {
  readonly #failures: { what: string; error: unknown }[] = [];

  /** Undefined when the work failed. */
  async try<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#failures.push({ what, error });
      return undefined;
    }
  }

  /** @throws Error that names everything that failed. */
  end(): void {
    if (this.#failures.length === 0) return;
    const list = this.#failures.map(
      ({ what, error }) => `${what}: ${error instanceof Error ? error.message : error}`,
    );
    throw new Error(`failed in part: ${list.join('; ')}`, {
      cause: new AggregateError(this.#failures.map(({ error }) => error)),
    });
  }
}
