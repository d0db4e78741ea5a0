/** Label values joined by commas in the order the catalogue declares the labels, each percent-encoded. */
export type SeriesKey = string;

export interface HistogramTotal {
  /** Observations per bucket, not cumulative; the last is everything above the highest bound. */
  counts: number[];
  /** Sum of the observations in whole millionths, each rounded: integers add up the same in any order. */
  sumMicros: number;
}

/**
 * Every counter and histogram of one slot, cumulative for ever, as plain data. Totals are a fold over records, so they
 * can be checked at any time against the log. Metrics and series that never counted anything are absent.
 */
export interface Totals {
  counters: Record<string, Record<SeriesKey, number>>;
  histograms: Record<string, { bounds: number[]; series: Record<SeriesKey, HistogramTotal> }>;
}

/** What one record adds to one series. */
export type Increment =
  | { metric: string; labels: string[]; amount: number }
  | { metric: string; labels: string[]; bounds: readonly number[]; observation: number };

export const emptyTotals = (): Totals => ({ counters: {}, histograms: {} });

export const seriesKey = (labels: readonly string[]): SeriesKey => labels.map(encodeURIComponent).join(',');

export const labelsOf = (key: SeriesKey): string[] => key.split(',').map(decodeURIComponent);

/** By hand, because every commit copies: structuredClone takes ten times as long. */
export function copyTotals({ counters, histograms }: Totals): Totals {
  const copy = emptyTotals();
  for (const metric in counters) copy.counters[metric] = { ...counters[metric] };
  for (const metric in histograms) {
    const { bounds, series } = histograms[metric]!;
    const copied: Record<SeriesKey, HistogramTotal> = {};
    for (const key in series) {
      const { counts, sumMicros } = series[key]!;
      copied[key] = { counts: counts.slice(), sumMicros };
    }
    copy.histograms[metric] = { bounds: bounds.slice(), series: copied };
  }
  return copy;
}

/** Adds in place. A histogram whose bounds are not those of the increment starts again from zero. */
export function addIncrement(totals: Totals, increment: Increment): void {
  const key = seriesKey(increment.labels);
  if ('amount' in increment) {
    const series = (totals.counters[increment.metric] ??= {});
    series[key] = (series[key] ?? 0) + increment.amount;
    return;
  }
  const { metric, bounds, observation } = increment;
  let histogram = totals.histograms[metric];
  if (!histogram || !sameBounds(histogram.bounds, bounds)) {
    histogram = totals.histograms[metric] = { bounds: [...bounds], series: {} };
  }
  const total = (histogram.series[key] ??= { counts: Array(bounds.length + 1).fill(0), sumMicros: 0 });
  const bucket = bounds.findIndex((bound) => observation <= bound);
  total.counts[bucket === -1 ? bounds.length : bucket]! += 1;
  total.sumMicros += Math.round(observation * 1e6);
}

/** The sum of totals of several slots, for audits. Throws when two histograms have different bounds. */
export function sumTotals(all: Iterable<Totals>): Totals {
  const sum = emptyTotals();
  for (const totals of all) {
    for (const [metric, series] of Object.entries(totals.counters)) {
      const into = (sum.counters[metric] ??= {});
      for (const [key, value] of Object.entries(series)) into[key] = (into[key] ?? 0) + value;
    }
    for (const [metric, { bounds, series }] of Object.entries(totals.histograms)) {
      const into = (sum.histograms[metric] ??= { bounds: [...bounds], series: {} });
      if (!sameBounds(into.bounds, bounds)) throw new Error(`${metric}: slots have different buckets`);
      for (const [key, { counts, sumMicros }] of Object.entries(series)) {
        const total = (into.series[key] ??= { counts: counts.map(() => 0), sumMicros: 0 });
        counts.forEach((count, i) => {
          total.counts[i]! += count;
        });
        total.sumMicros += sumMicros;
      }
    }
  }
  return sum;
}

export const sameBounds = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((bound, i) => bound === b[i]);
