import { SERVING_GAUGES } from '../metrics/catalogue-gauges.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from '../metrics/catalogue-log.ts';
import { NIGHTLY_GAUGES } from '../metrics/catalogue-nightly.ts';
import { OUTCOME_GAUGES } from '../metrics/catalogue-outcomes.ts';
import type { MetricDefinition } from '../metrics/definition.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import { feedbackSeeds, predictSeeds, type Seed } from '../metrics/seeds.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { countedSources, OUTCOME_FUNCTIONS } from '../outcomes/functions.ts';
import { readSources } from '../outcomes/read-sources.ts';
import { followModels } from './follow-models.ts';
import { countedDefinitions, createFunctionLog, JOB, openRuntime, type Runtime } from './open.ts';

/** Opens the function `keeper`. */
export async function openKeeper(given?: Runtime) {
  const runtime = given ?? (await openRuntime(JOB));
  const { config, definitions, gateway, store, logger } = runtime;
  const sources = await readSources(config.outcomeSources, countedDefinitions(runtime), logger);
  const keep = (functionName: string, metrics: readonly MetricDefinition[], seeds: readonly Seed[]) => {
    // The keeper's start and memory are not those of the function.
    const log = createFunctionLog(runtime, functionName, metrics, seeds, {}, false);
    const isTotal = (metric: string): boolean => metrics.some(({ name }) => metric.startsWith(name));
    return { environment: log.environment, text: log.text.bind(log), seed: log.seed.bind(log), isTotal };
  };
  const counted = countedDefinitions(runtime);
  const predict = keep('predict', Object.values(PREDICT_METRICS), predictSeeds(counted));
  const outcomes = OUTCOME_FUNCTIONS.map((name) => {
    const seeds = (models: readonly ModelDefinition[]) =>
      feedbackSeeds(models, countedSources(name, sources));
    return { seeds, ...keep(name, Object.values(FEEDBACK_METRICS), seeds(counted)) };
  });
  const gauges = new Map<string, GaugeGroup>();
  if (gateway) {
    gauges.set('feedback', new GaugeGroup(gateway, 'feedback', SERVING_GAUGES));
    gauges.set('nightly', new GaugeGroup(gateway, 'nightly', NIGHTLY_GAUGES));
    gauges.set('outcomes', new GaugeGroup(gateway, 'outcomes', OUTCOME_GAUGES));
  }
  const models = new Set(definitions.map(({ name }) => name));
  const watch = followModels(runtime, async ({ definition }) => () => {
    predict.seed(predictSeeds([definition]));
    for (const log of outcomes) log.seed(log.seeds([definition]));
    models.add(definition.name);
  });
  return { models, store, gateway, logs: [predict, ...outcomes], gauges, logger, watch };
}
