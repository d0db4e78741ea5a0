/** A day of the past. */
export interface HistoryDay {
  date: string;
  /** The largest KL divergence of its features; null below the minimum sample. */
  kl: number | null;
  /** Accuracy of its mature cohort − that of the reference; null without outcomes. */
  accuracy_change: number | null;
}

/** What drift of a size came with. */
export interface HistoryBand {
  /** Nats, [from, to); the last from above 0.5 on, and null has no end. */
  from: number;
  to: number | null;
  days: number;
  /** Those of them whose accuracy is known, and its change: mean and extremes, null without any. */
  days_with_outcomes: number;
  mean_change: number | null;
  lowest_change: number | null;
  highest_change: number | null;
}

/** As users read it: drift is moderate from 0.1 on, and above 0.5 a decline of accuracy asks for retraining. */
export function history(days: readonly HistoryDay[]): HistoryBand[] {
  const inBands: readonly [number, number | null, (kl: number) => boolean][] = [
    [0.1, 0.3, (kl) => kl >= 0.1 && kl < 0.3],
    [0.3, 0.5, (kl) => kl >= 0.3 && kl <= 0.5],
    [0.5, null, (kl) => kl > 0.5],
  ];
  return inBands.map(([from, to, has]) => {
    const within = days.filter(({ kl }) => kl !== null && has(kl));
    const changes = within.map((day) => day.accuracy_change).filter((change) => change !== null);
    const known = changes.length > 0;
    return {
      from,
      to,
      days: within.length,
      days_with_outcomes: changes.length,
      mean_change: known ? changes.reduce((sum, change) => sum + change, 0) / changes.length : null,
      lowest_change: known ? Math.min(...changes) : null,
      highest_change: known ? Math.max(...changes) : null,
    };
  });
}
