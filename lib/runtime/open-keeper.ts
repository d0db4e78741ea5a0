import { SERVING_GAUGES } from '../metrics/catalogue-gauges.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from '../metrics/catalogue-log.ts';
import { NIGHTLY_GAUGES } from '../metrics/catalogue-nightly.ts';
import type { MetricDefinition } from '../metrics/definition.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import type { GaugePublisher } from '../metrics/sample.ts';
import { feedbackSeeds, predictSeeds, type Seed } from '../metrics/seeds.ts';
import { followModels } from './follow-models.ts';
import { countedDefinitions, createFunctionLog, JOB, openRuntime, type Runtime } from './open.ts';
import { SOURCES } from './open-feedback.ts';

/** Opens the function `keeper`. */
export async function openKeeper(given?: Runtime) {
  const runtime = given ?? (await openRuntime(JOB));
  const { definitions, gateway, store, logger } = runtime;
  const keep = (functionName: string, metrics: readonly MetricDefinition[], seeds: readonly Seed[]) => {
    const log = createFunctionLog(runtime, functionName, metrics, seeds);
    const isTotal = (metric: string): boolean => metrics.some(({ name }) => metric.startsWith(name));
    return { environment: log.environment, text: log.text.bind(log), seed: log.seed.bind(log), isTotal };
  };
  const counted = countedDefinitions(runtime);
  const predict = keep('predict', Object.values(PREDICT_METRICS), predictSeeds(counted));
  const feedback = keep('feedback', Object.values(FEEDBACK_METRICS), feedbackSeeds(counted, SOURCES));
  const gauges = new Map<string, GaugePublisher>();
  if (gateway) {
    gauges.set('feedback', new GaugeGroup(gateway, 'feedback', SERVING_GAUGES));
    gauges.set('nightly', new GaugeGroup(gateway, 'nightly', NIGHTLY_GAUGES));
  }
  const models = new Set(definitions.map(({ name }) => name));
  const watch = followModels(runtime, async ({ definition }) => () => {
    predict.seed(predictSeeds([definition]));
    feedback.seed(feedbackSeeds([definition], SOURCES));
    models.add(definition.name);
  });
  return { models, store, gateway, logs: [predict, feedback], gauges, logger, watch };
}
