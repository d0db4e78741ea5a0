const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Whether the API answers, for everyone who shows or needs it. While it does not, it is asked again by itself, with
 * pauses that grow, at once when the browser says that it is connected again, and when somebody wants to know.
 */
export class Reachability {
  reachable = true;
  readonly #probe: () => Promise<unknown>;
  readonly #listeners = new Set<() => void>();
  #pauseMs = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param probe a request without effect, which reports to this how it went */
  constructor(probe: () => Promise<unknown>) {
    this.#probe = probe;
  }

  /** Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  answered(): void {
    clearTimeout(this.#timer);
    this.#pauseMs = FIRST_PAUSE_MS;
    if (this.reachable) return;
    this.reachable = true;
    this.#tell();
  }

  failed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.askNow(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 1.5, LONGEST_PAUSE_MS);
    if (!this.reachable) return;
    this.reachable = false;
    this.#tell();
  }

  /** Does nothing while the API answers. */
  askNow(): void {
    if (this.reachable) return;
    clearTimeout(this.#timer);
    this.#probe().catch(() => undefined);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
