import { addDays } from '../nightly/dates.ts';
import type { Proportion } from '../statistics/two-proportion.ts';
import { type AccuracyTrend, accuracyTrend, type DatedOutcomes } from './accuracy-trend.ts';

/** The newest date whose outcomes have had their days to come, as seen on `date`. Younger cohorts are provisional. */
export const newestMature = (date: string, maturityDays: number): string => addDays(date, -maturityDays);

export interface AccuracyTrends {
  /** Of the last seven mature days. */
  mature: AccuracyTrend;
  /** Of the last seven days, mature or not. The outcomes that come first may be of a special kind: this only warns. */
  provisional: AccuracyTrend;
}

/** On `date`, the day that is reported. `days` in any order, each once. */
export function accuracyTrends(
  days: readonly DatedOutcomes[],
  reference: Proportion,
  date: string,
  maturityDays: number,
): AccuracyTrends {
  const mature = newestMature(date, maturityDays);
  return {
    mature: accuracyTrend(days, reference, mature, mature),
    provisional: accuracyTrend(days, reference, date, mature),
  };
}
