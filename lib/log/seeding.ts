import { emptyTotals, labelsOf, type Totals } from './totals.ts';

/**
 * A series that is born with a value shows Prometheus no increase, so a series is first published as zero, and with its
 * value only after Prometheus has had time to scrape the zero. Returns the totals without the models that are not that
 * far; every series of a slot has the model as its first label.
 */
export function visibleTotals(
  totals: Totals,
  seeded: Record<string, number>,
  now: number,
  seedingMs: number,
): Totals {
  const visible = (key: string): boolean => {
    const at = seeded[labelsOf(key)[0]!];
    return at !== undefined && now >= at + seedingMs;
  };
  const result = emptyTotals();
  for (const [metric, series] of Object.entries(totals.counters)) {
    result.counters[metric] = Object.fromEntries(Object.entries(series).filter(([key]) => visible(key)));
  }
  for (const [metric, { bounds, series }] of Object.entries(totals.histograms)) {
    const kept = Object.fromEntries(Object.entries(series).filter(([key]) => visible(key)));
    result.histograms[metric] = { bounds, series: kept };
  }
  return result;
}

/** Models whose zeros are not on record yet. */
export const unseededModels = (models: readonly string[], seeded: Record<string, number>): string[] =>
  models.filter((model) => seeded[model] === undefined);
