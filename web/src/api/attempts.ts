import { randomKey } from './random-key.ts';

/** Clicks as close together as this are one. */
const DOUBLE_CLICK_MS = 1_000;

interface Attempt {
  content: string;
  key: string;
  at: number;
  state: 'under way' | 'failed' | 'answered';
}

/**
 * Which submissions are one and the same. What is under way is not sent again; what failed is sent again under its key,
 * because it may have arrived; what was answered is sent again as something new, unless the click was a double one.
 */
export class Attempts {
  readonly #newKey: () => string;
  #last: Attempt | undefined;

  constructor(newKey: () => string = randomKey) {
    this.#newKey = newKey;
  }

  /**
   * @param now milliseconds
   * @returns the idempotency key to send it with; undefined when it is not to be sent
   */
  begin(content: string, now: number): string | undefined {
    const last = this.#last;
    if (last?.state === 'under way') return undefined;
    const isSame = last?.content === content;
    if (isSame && last.state === 'answered' && now - last.at < DOUBLE_CLICK_MS) return undefined;
    const key = isSame && last.state === 'failed' ? last.key : this.#newKey();
    this.#last = { content, key, at: now, state: 'under way' };
    return key;
  }

  end(state: 'failed' | 'answered'): void {
    if (this.#last) this.#last.state = state;
  }
}
