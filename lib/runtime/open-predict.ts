import { featureGauges, SERVING_GAUGES } from '../metrics/catalogue-gauges.ts';
import { PREDICT_METRICS } from '../metrics/catalogue-log.ts';
import { FeatureGauges } from '../metrics/feature-gauges.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import { predictSeeds } from '../metrics/seeds.ts';
import { lazySession } from '../model/lazy-session.ts';
import { requireHashKey } from '../model/redact.ts';
import { openSession } from '../model/session.ts';
import { type Served, VersionWatch } from '../model/version-watch.ts';
import { chooseDefaultModel, openFunctionLog, openRuntime, REQUEST, type Runtime } from './open.ts';

/**
 * Opens the function `predict`: models and slot in parallel, but only the slot is awaited. All models begin to load now
 * and not with their first request: an environment that starts has the CPU of its start for nothing, and with one load
 * after the other the first request of each model would wait for its own.
 */
export async function openPredict(given?: Runtime) {
  const runtime = given ?? (await openRuntime(REQUEST));
  const { models: folders, definitions, store, gateway, config, logger } = runtime;
  requireHashKey(definitions, config.hashKey);
  const defaultModel = chooseDefaultModel(runtime);
  const metrics = Object.values(PREDICT_METRICS);
  const { log, idempotency, opened } = openFunctionLog(
    runtime,
    'predict',
    metrics,
    predictSeeds(definitions),
  );
  const onRefused = (model: string): void => log.countModelRefusal(model);
  const models = new Map<string, Served>();
  const watch =
    config.modelSource === 's3'
      ? new VersionWatch({ store, models, now: () => performance.now(), logger, onRefused })
      : undefined;
  for (const [name, folder] of folders) {
    const { definition } = folder;
    const load = async () => {
      try {
        return await openSession(folder);
      } catch (error) {
        onRefused(name);
        logger('error', 'a model could not be loaded', { model: name, version: definition.version, error });
        void watch?.fallBack(name);
        throw error;
      }
    };
    models.set(name, { definition, session: lazySession(name, load) });
  }
  await opened;
  const gauges = [...SERVING_GAUGES, ...definitions.flatMap(featureGauges)];
  const features = gateway && new FeatureGauges(new GaugeGroup(gateway, 'predict', gauges), Date.now);
  return { models, store, defaultModel, log, idempotency, features, hashKey: config.hashKey, logger, watch };
}
