/** The condition of a put did not hold, as far as the store's answer says. */
export class PreconditionFailedError extends Error {
  override readonly name = 'PreconditionFailedError';
  readonly key: string;
  constructor(key: string) {
    super(`the condition on ${key} did not hold: another writer was first`);
    this.key = key;
  }
}

/** The store could not be reached, refused or did not answer in time; what a write did is unknown. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  constructor(operation: string, key: string, cause: unknown) {
    super(`store: ${operation} ${key} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
