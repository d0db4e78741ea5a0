import { type HistogramTotal, sameBounds, seriesKey, type Totals } from '../log/totals.ts';
import type { MetricDefinition } from './definition.ts';
import { parseText } from './parse-text.ts';

/** Writes the text of totals. */
export type Template = (totals: Totals) => string;

interface Line {
  /** Name and labels as they stand in the text, and the space behind them. */
  prefix: string;
  value(totals: Totals): number;
}

/** A text exposition whose series take their values from totals; what totals have beyond its series is left out. */
export function templateOf(text: string, definitions: ReadonlyMap<string, MetricDefinition>): Template {
  const lines = text
    .split('\n')
    .map((line) => (line === '' || line.startsWith('#') ? line : read(line, definitions)));
  return (totals) =>
    lines.map((line) => (typeof line === 'string' ? line : `${line.prefix}${line.value(totals)}`)).join('\n');
}

function read(line: string, definitions: ReadonlyMap<string, MetricDefinition>): Line {
  const { name, labels } = parseText(line)[0]!;
  const prefix = line.slice(0, line.lastIndexOf(' ') + 1);
  const keyIn = ({ labelNames }: MetricDefinition): string =>
    seriesKey(labelNames.map((label) => labels[label]!));
  const counter = definitions.get(name);
  if (counter) {
    const key = keyIn(counter);
    return { prefix, value: ({ counters }) => counters[name]?.[key] ?? 0 };
  }
  const [, metric, part] = /^(.*)_(bucket|sum|count)$/.exec(name) as unknown as [string, string, string];
  const definition = definitions.get(metric)!;
  const { buckets = [] } = definition;
  const key = keyIn(definition);
  const value = readPart(part, labels.le === undefined ? -1 : buckets.indexOf(Number(labels.le)));
  return {
    prefix,
    value: ({ histograms }) => {
      const histogram = histograms[metric];
      const total = histogram?.series[key];
      // Other buckets than today's: the metric started again from zero with the first record that used these.
      return total && sameBounds(histogram.bounds, buckets) ? value(total) : 0;
    },
  };
}

function readPart(part: string, bucket: number): (total: HistogramTotal) => number {
  if (part === 'sum') return ({ sumMicros }) => sumMicros / 1e6;
  // Without a bound, and above the highest: all.
  const end = bucket === -1 ? undefined : bucket + 1;
  return ({ counts }) => counts.slice(0, end).reduce((sum, count) => sum + count, 0);
}
