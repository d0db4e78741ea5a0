import type { Answer } from './api-client.ts';

/** One kind of request: how many were sent and what came of them. */
export class Exchange {
  sent = 0;
  accepted = 0;
  readonly #refused = new Map<string, { count: number; example: string }>();

  /** Counts a request and its answer, and returns what a good one brought. */
  async count<Body>(answering: Promise<Answer<Body>>): Promise<Body | undefined> {
    this.sent++;
    const answer = await answering;
    if ('body' in answer) {
      this.accepted++;
      return answer.body;
    }
    const { reason, detail } = answer;
    const before = this.#refused.get(reason);
    this.#refused.set(reason, { count: (before?.count ?? 0) + 1, example: before?.example ?? detail });
    return undefined;
  }

  get refused(): number {
    return [...this.#refused.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** Those that were answered, in whatever way, or given up. */
  get done(): number {
    return this.accepted + this.refused;
  }

  /** A line for each reason, the most frequent first. */
  reasons(): string[] {
    return [...this.#refused]
      .sort(([, a], [, b]) => b.count - a.count)
      .map(([reason, { count, example }]) => `${count} ${reason}, such as: ${example}`);
  }
}
