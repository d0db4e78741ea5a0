import type { CountedRecords } from '../archive/counted-records.ts';
import { kindOf, type LogKind, type LogName } from '../archive/segments.ts';
import { labelsOf, seriesKey, type Totals } from '../log/totals.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from '../metrics/catalogue-log.ts';
import { contribution } from '../metrics/contribution.ts';
import type { MetricDefinition } from '../metrics/definition.ts';

/** How often series were counted; of a histogram how often it observed something, as its `_count`. By `countKey`. */
export type Counts = Map<string, number>;

const METRICS: Record<LogKind, readonly MetricDefinition[]> = {
  predictions: Object.values(PREDICT_METRICS),
  outcomes: Object.values(FEEDBACK_METRICS),
};

/** The metrics that a function counts in. */
export const metricsOf = (log: LogName): readonly MetricDefinition[] => METRICS[kindOf(log)];

/** As Prometheus names what is counted of a metric. */
export const countName = ({ name, type }: Pick<MetricDefinition, 'name' | 'type'>): string =>
  type === 'histogram' ? `${name}_count` : name;

export const countKey = (countName: string, labels: readonly string[]): string =>
  `${countName} ${seriesKey(labels)}`;

/** The key as Prometheus writes a series. */
export function seriesText(key: string, metrics: readonly MetricDefinition[]): string {
  const [name, labels] = key.split(' ') as [string, string];
  const { labelNames = [] } = metrics.find((metric) => countName(metric) === name) ?? {};
  const values = labelsOf(labels);
  return `${name}{${labelNames.map((label, i) => `${label}=${JSON.stringify(values[i])}`).join(',')}}`;
}

/** What records add up to. */
export function fold(groups: readonly CountedRecords[]): Counts {
  const counts: Counts = new Map();
  for (const { record, records } of groups) {
    for (const increment of contribution(record)) {
      const isCounter = 'amount' in increment;
      const name = countName({ name: increment.metric, type: isCounter ? 'counter' : 'histogram' });
      add(counts, countKey(name, increment.labels), records * (isCounter ? increment.amount : 1));
    }
  }
  return counts;
}

export function countsOf({ counters, histograms }: Totals): Counts {
  const counts: Counts = new Map();
  for (const [metric, series] of Object.entries(counters))
    for (const [key, value] of Object.entries(series)) counts.set(`${metric} ${key}`, value);
  for (const [metric, { series }] of Object.entries(histograms))
    for (const [key, total] of Object.entries(series)) {
      const name = countName({ name: metric, type: 'histogram' });
      counts.set(
        `${name} ${key}`,
        total.counts.reduce((sum, count) => sum + count, 0),
      );
    }
  return counts;
}

/** Adds in place. */
export function addCounts(into: Counts, counts: Counts, times = 1): void {
  for (const [key, value] of counts) add(into, key, times * value);
}

const add = (counts: Counts, key: string, value: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + value);
};
