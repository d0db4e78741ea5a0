import type { Validation } from './answers.ts';
import { UnreachableError } from './problem.ts';
import { randomKey } from './random-key.ts';

/** How long a judgement can be taken back. */
export const HELD_MS = 10_000;

/** A judgement that is not known to have arrived. */
export interface Entry {
  validation: Validation;
  model: string;
  /** What was judged, to people. */
  summary: string;
  key: string;
  state: 'held' | 'sending' | 'failed';
  /** Why it failed. */
  error?: Error;
}

type Send = (validation: Validation, key: string) => Promise<void>;

/**
 * The log of judgements is only added to, so one that was sent cannot be taken back: the last one is held for a while,
 * until the next one or until somebody leaves. What did not arrive stays, and is sent again under its key.
 */
export class Outbox {
  /** Oldest first. */
  entries: readonly Entry[] = [];
  readonly #send: Send;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get held(): Entry | undefined {
    return this.entries.find(({ state }) => state === 'held');
  }

  /** Whether something would not arrive if the page were left now. */
  isLostWithPage(reachable: boolean): boolean {
    return this.entries.some(({ state }) => state === 'failed' || !reachable);
  }

  judge(judgement: Pick<Entry, 'validation' | 'model' | 'summary'>): void {
    this.flush();
    this.#change([...this.entries, { ...judgement, key: randomKey(), state: 'held' }]);
    this.#timer = setTimeout(() => this.flush(), HELD_MS);
  }

  /** Takes back the judgement that is held. */
  undo(): void {
    clearTimeout(this.#timer);
    this.#change(this.entries.filter(({ state }) => state !== 'held'));
  }

  /** Sends what is held. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.held) this.#deliver(this.held);
  }

  /** Sends again what did not arrive. */
  sendAgain(): void {
    for (const entry of this.entries) if (entry.state === 'failed') this.#deliver(entry);
  }

  /** The same, but for what was refused and would be again. */
  recover(): void {
    for (const entry of this.entries) if (entry.error instanceof UnreachableError) this.#deliver(entry);
  }

  /** Gives up what did not arrive, and returns it. */
  discardFailed(): readonly Entry[] {
    const failed = this.entries.filter(({ state }) => state === 'failed');
    this.#change(this.entries.filter(({ state }) => state !== 'failed'));
    return failed;
  }

  #deliver({ error: _, ...entry }: Entry): void {
    this.#replace(entry.key, { ...entry, state: 'sending' });
    this.#send(entry.validation, entry.key).then(
      () => this.#replace(entry.key),
      (error: Error) => this.#replace(entry.key, { ...entry, state: 'failed', error }),
    );
  }

  #replace(key: string, by?: Entry): void {
    this.#change(this.entries.flatMap((entry) => (entry.key === key ? (by ? [by] : []) : [entry])));
  }

  #change(entries: readonly Entry[]): void {
    this.entries = entries;
    for (const listener of this.#listeners) listener();
  }
}
