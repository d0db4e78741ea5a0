import type { Series } from '../log/seeding.ts';
import { type SeriesKey, seriesKey } from '../log/totals.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { isMapped, type OutcomeSource } from '../outcomes/source.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from './catalogue-log.ts';
import type { MetricDefinition } from './definition.ts';
import { FEEDBACK_REASONS, PREDICT_REASONS, ROW_REASONS, UNKNOWN_MODEL } from './reasons.ts';

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

/** Every series a function can count in that takes what these sources say. */
export function feedbackSeeds(models: readonly ModelDefinition[], sources: readonly OutcomeSource[]): Seed[] {
  const { confusion, delay } = FEEDBACK_METRICS;
  const seeds = sources.flatMap((source) => sourceSeeds(models, source));
  for (const { name, classes } of models) {
    seeds.push({ metric: delay, labels: [name] });
    for (const actual of classes) {
      for (const predicted of classes) {
        seeds.push({ metric: confusion, labels: [name, String(actual), String(predicted)] });
      }
    }
  }
  return seeds;
}

function sourceSeeds(models: readonly ModelDefinition[], source: OutcomeSource): Seed[] {
  const { outcomes, correct, rejected } = FEEDBACK_METRICS;
  const only = isMapped(source) ? source.models : undefined;
  const reasons = isMapped(source) ? ROW_REASONS : FEEDBACK_REASONS;
  const names = models.map(({ name }) => name).filter((name) => only?.includes(name) ?? true);
  return [
    ...names.flatMap((model) =>
      [outcomes, correct].map((metric) => ({ metric, labels: [model, source.name] })),
    ),
    ...[...names, UNKNOWN_MODEL].flatMap((model) =>
      reasons.map((reason) => ({ metric: rejected, labels: [model, source.name, reason] })),
    ),
  ];
}
