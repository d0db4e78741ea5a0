import type { Series } from '../log/seeding.ts';
import { type SeriesKey, seriesKey } from '../log/totals.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from './catalogue-log.ts';
import type { MetricDefinition } from './definition.ts';
import { FEEDBACK_REASONS, PREDICT_REASONS, UNKNOWN_MODEL } from './reasons.ts';

/** A series that exists, as zero, before anything is counted in it. */
export interface Seed {
  metric: MetricDefinition;
  labels: string[];
}

/** The series of the seeds, as totals name them. */
export function seriesOf(seeds: readonly Seed[]): Series {
  const series: Record<string, Set<SeriesKey>> = {};
  for (const { metric, labels } of seeds) (series[metric.name] ??= new Set()).add(seriesKey(labels));
  return Object.fromEntries(Object.entries(series).map(([metric, keys]) => [metric, [...keys]]));
}

/** Every series the function `predict` can count in. */
export function predictSeeds(models: readonly ModelDefinition[]): Seed[] {
  const { requests, success, errors, byClass, latency, values } = PREDICT_METRICS;
  const seeds: Seed[] = [];
  for (const model of [...models.map(({ name }) => name), UNKNOWN_MODEL]) {
    seeds.push({ metric: requests, labels: [model] });
    for (const reason of PREDICT_REASONS) seeds.push({ metric: errors, labels: [model, reason] });
  }
  for (const { name, classes } of models) {
    for (const metric of [success, latency, values]) seeds.push({ metric, labels: [name] });
    for (const label of classes) seeds.push({ metric: byClass, labels: [name, String(label)] });
  }
  return seeds;
}

/** Every series the function `feedback` can count in. */
export function feedbackSeeds(models: readonly ModelDefinition[], sources: readonly string[]): Seed[] {
  const { outcomes, correct, confusion, delay, rejected } = FEEDBACK_METRICS;
  const seeds: Seed[] = [];
  for (const model of [...models.map(({ name }) => name), UNKNOWN_MODEL]) {
    for (const source of sources) {
      for (const reason of FEEDBACK_REASONS)
        seeds.push({ metric: rejected, labels: [model, source, reason] });
    }
  }
  for (const { name, classes } of models) {
    seeds.push({ metric: delay, labels: [name] });
    for (const source of sources) {
      for (const metric of [outcomes, correct]) seeds.push({ metric, labels: [name, source] });
    }
    for (const actual of classes) {
      for (const predicted of classes) {
        seeds.push({ metric: confusion, labels: [name, String(actual), String(predicted)] });
      }
    }
  }
  return seeds;
}
