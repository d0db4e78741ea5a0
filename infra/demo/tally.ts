import { problemReason } from '../../lib/http/problem-type.ts';

/** What a client knows it sent and what it was answered: by model, under the names of the metrics. */
export class Tally {
  readonly #counts = new Map<string, { name: string; model: string; count: number }>();

  add(name: string, model: string, amount = 1): void {
    const key = `${name} ${model}`;
    this.#counts.set(key, { name, model, count: this.get(name, model) + amount });
  }

  get(name: string, model: string): number {
    return this.#counts.get(`${name} ${model}`)?.count ?? 0;
  }

  /** What was counted at all. */
  entries(): { name: string; model: string }[] {
    return [...this.#counts.values()];
  }
}

export const REQUESTS = 'requests';
export const SUCCESS = 'successful requests';
export const PREDICTIONS = 'predictions';
export const OUTCOMES = 'outcomes';
export const CORRECT = 'outcomes equal to the prediction';
export const classOf = (label: unknown): string => `predictions of class ${label}`;
export const errorOf = (reason: string): string => `errors: ${reason}`;
export const rejectedOf = (reason: string): string => `outcomes rejected: ${reason}`;

/** The reason a problem+json body names, as it stands in metrics. */
export const reasonOf = (body: { type?: unknown }): string => problemReason(body.type) ?? 'no problem+json';
