import { emptyTotals, type SeriesKey, type Totals } from './totals.ts';

/** The series of each metric. */
export type Series = Readonly<Record<string, readonly SeriesKey[]>>;

/** Per metric and series, when the gateway confirmed its zero; ms since the epoch. */
export type Seeded = Readonly<Record<string, Readonly<Record<SeriesKey, number>>>>;

/**
 * A series that is born with a value shows Prometheus no increase, so a series is first published as zero, and with its
 * value only after Prometheus has had time to scrape the zero. Returns the totals without the series that are not that
 * far.
 */
export function visibleTotals(totals: Totals, seeded: Seeded, now: number, seedingMs: number): Totals {
  const visible = <T>(metric: string, series: Record<SeriesKey, T>): Record<SeriesKey, T> => {
    const times = seeded[metric] ?? {};
    const isVisible = (key: SeriesKey) => times[key] !== undefined && now >= times[key] + seedingMs;
    return Object.fromEntries(Object.entries(series).filter(([key]) => isVisible(key)));
  };
  const result = emptyTotals();
  for (const [metric, series] of Object.entries(totals.counters))
    result.counters[metric] = visible(metric, series);
  for (const [metric, { bounds, series }] of Object.entries(totals.histograms))
    result.histograms[metric] = { bounds, series: visible(metric, series) };
  return result;
}

/** Those whose zeros are not on record yet; undefined when all are. */
export function unseeded(series: Series, seeded: Seeded): Series | undefined {
  const missing: Record<string, SeriesKey[]> = {};
  for (const [metric, keys] of Object.entries(series)) {
    const times = seeded[metric] ?? {};
    const without = keys.filter((key) => times[key] === undefined);
    if (without.length > 0) missing[metric] = without;
  }
  return Object.keys(missing).length > 0 ? missing : undefined;
}

/** With the zeros of these series confirmed at a time; one that was confirmed before keeps its own. */
export function withSeeded(seeded: Seeded, series: Series, at: number): Seeded {
  const result: Record<string, Record<SeriesKey, number>> = { ...seeded };
  for (const [metric, keys] of Object.entries(series))
    result[metric] = { ...Object.fromEntries(keys.map((key) => [key, at])), ...seeded[metric] };
  return result;
}
