import { SERVING_GAUGES } from '../metrics/catalogue-gauges.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from '../metrics/catalogue-log.ts';
import { NIGHTLY_GAUGES } from '../metrics/catalogue-nightly.ts';
import type { MetricDefinition } from '../metrics/definition.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import type { GaugePublisher } from '../metrics/sample.ts';
import { feedbackSeeds, predictSeeds, type Seed } from '../metrics/seeds.ts';
import { createFunctionLog, JOB, openRuntime, type Runtime } from './open.ts';
import { SOURCES } from './open-feedback.ts';

/** Opens the function `keeper`. */
export async function openKeeper(given?: Runtime) {
  const runtime = given ?? (await openRuntime(JOB));
  const { definitions, gateway, store, logger } = runtime;
  const keep = (functionName: string, metrics: readonly MetricDefinition[], seeds: readonly Seed[]) => {
    const log = createFunctionLog(runtime, functionName, metrics, seeds);
    const isTotal = (metric: string): boolean => metrics.some(({ name }) => metric.startsWith(name));
    return { environment: log.environment, text: log.text.bind(log), isTotal };
  };
  const logs = [
    keep('predict', Object.values(PREDICT_METRICS), predictSeeds(definitions)),
    keep('feedback', Object.values(FEEDBACK_METRICS), feedbackSeeds(definitions, SOURCES)),
  ];
  const gauges = new Map<string, GaugePublisher>();
  if (gateway) {
    gauges.set('feedback', new GaugeGroup(gateway, 'feedback', SERVING_GAUGES));
    gauges.set('nightly', new GaugeGroup(gateway, 'nightly', NIGHTLY_GAUGES));
  }
  return { models: new Set(definitions.map(({ name }) => name)), store, gateway, logs, gauges, logger };
}
