/** What a client knows it sent and what it was answered, under the names of the metrics. */
export class Tally {
  readonly counts = new Map<string, number>();

  add(name: string, amount = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + amount);
  }

  get(name: string): number {
    return this.counts.get(name) ?? 0;
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
export const reasonOf = (body: { type?: string }): string =>
  body.type?.split(':').at(-1)?.replaceAll('-', '_') ?? 'no problem+json';
