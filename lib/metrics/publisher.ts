import type { Snapshot } from '../log/environment.ts';

/** The way to the gateway. */
export interface Delivery {
  render(snapshot: Snapshot): Promise<string>;
  /**
   * Sends at once, and resolves when the gateway has confirmed.
   * @throws Error with `sent: true` when the gateway may still apply the push later.
   */
  send(slot: string, text: string): Promise<void>;
  healthy(): Promise<boolean>;
  now(): number;
  /** Snapshots older than this are not sent: a writer that froze since its commit may have a successor by then. */
  maxAgeMs: number;
}

/** A stalled gateway, when it resumes, applies what it had received; by then it has. */
const SETTLE_MS = 1_000;

/**
 * Publishes the totals of the slot an environment holds: one push in flight, the next carries everything since. What it
 * publishes is durable already, and never goes back.
 */
export class SlotPublisher {
  readonly #delivery: Delivery;
  #next: { snapshot: Snapshot; waiting: ((confirmed: boolean) => void)[] } | undefined;
  #running: Promise<void> | undefined;
  /** After a push was aborted: since when the gateway has been seen to answer, or undefined if not yet. */
  #suspect: { healthySince: number | undefined } | undefined;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  /** True once this snapshot or a later one of the same slot is confirmed. Never throws. */
  publish(snapshot: Snapshot): Promise<boolean> {
    return new Promise((resolve) => {
      const replaced = this.#next;
      const same = replaced?.snapshot.slot === snapshot.slot;
      if (replaced && !same) for (const waiting of replaced.waiting) waiting(false);
      this.#next = { snapshot, waiting: [...(replaced && same ? replaced.waiting : []), resolve] };
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is waiting to be pushed. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#next) {
      if (this.#suspect && !(await this.#recovered())) {
        this.#drop();
        break;
      }
      const { snapshot, waiting } = this.#next;
      this.#next = undefined;
      const confirmed = await this.#send(snapshot);
      for (const resolve of waiting) resolve(confirmed);
    }
    this.#running = undefined;
  }

  async #send(snapshot: Snapshot): Promise<boolean> {
    try {
      const text = await this.#delivery.render(snapshot);
      // Nothing may be awaited between this look at the clock and the sending.
      if (this.#delivery.now() - snapshot.sentAt > this.#delivery.maxAgeMs) return false;
      await this.#delivery.send(snapshot.slot, text);
      return true;
    } catch (error) {
      if ((error as { sent?: boolean }).sent) this.#suspect = { healthySince: undefined };
      return false;
    }
  }

  async #recovered(): Promise<boolean> {
    if (!(await this.#delivery.healthy())) {
      this.#suspect = { healthySince: undefined };
      return false;
    }
    const since = (this.#suspect!.healthySince ??= this.#delivery.now());
    if (this.#delivery.now() - since < SETTLE_MS) return false;
    this.#suspect = undefined;
    return true;
  }

  #drop(): void {
    for (const resolve of this.#next?.waiting ?? []) resolve(false);
    this.#next = undefined;
  }
}
