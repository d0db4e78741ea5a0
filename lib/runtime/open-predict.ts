import { featureGauges, SERVING_GAUGES } from '../metrics/catalogue-gauges.ts';
import { PREDICT_METRICS } from '../metrics/catalogue-log.ts';
import { FeatureGauges } from '../metrics/feature-gauges.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import { predictSeeds } from '../metrics/seeds.ts';
import { requireHashKey } from '../model/redact.ts';
import { openSession } from '../model/session.ts';
import { chooseDefaultModel, openFunctionLog, openRuntime, REQUEST, type Runtime } from './open.ts';

/** Opens the function `predict`: models and slot in parallel. */
export async function openPredict(given?: Runtime) {
  const runtime = given ?? (await openRuntime(REQUEST));
  const { models: folders, definitions, gateway, config, logger } = runtime;
  requireHashKey(definitions, config.hashKey);
  const defaultModel = chooseDefaultModel(runtime);
  const metrics = Object.values(PREDICT_METRICS);
  const { log, idempotency, opened } = openFunctionLog(
    runtime,
    'predict',
    metrics,
    predictSeeds(definitions),
  );
  const sessions = [...folders].map(async ([name, { definition, directory }]) => {
    return [name, { definition, session: await openSession(directory, definition) }] as const;
  });
  const models = new Map(await Promise.all(sessions));
  await opened;
  const gauges = [...SERVING_GAUGES, ...definitions.flatMap(featureGauges)];
  const features = gateway && new FeatureGauges(new GaugeGroup(gateway, 'predict', gauges), Date.now);
  return { models, defaultModel, log, idempotency, features, hashKey: config.hashKey, logger };
}
