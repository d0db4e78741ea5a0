import { type Config, readConfig } from '../config.ts';
import { featureGauges, SERVING_GAUGES } from '../metrics/catalogue-gauges.ts';
import { PREDICT_METRICS } from '../metrics/catalogue-log.ts';
import { FeatureGauges } from '../metrics/feature-gauges.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import { predictSeeds } from '../metrics/seeds.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { putInOrder } from '../model/in-order.ts';
import { lazySession } from '../model/lazy-session.ts';
import { openServed } from '../model/open-served.ts';
import { requireHashKey } from '../model/redact.ts';
import type { ModelFolder } from '../model/registry.ts';
import { openSession, type Session } from '../model/session.ts';
import { followModels, formerVersions } from './follow-models.ts';
import {
  configuredModel,
  countedDefinitions,
  openFunctionLog,
  openRuntime,
  REQUEST,
  type Runtime,
} from './open.ts';

/**
 * Opens the function `predict`: models and slot in parallel, but only the slot is awaited. All models begin to load now
 * and not with their first request: an environment that starts has the CPU of its start for nothing, and with one load
 * after the other the first request of each model would wait for its own.
 */
export async function openPredict(given?: Runtime) {
  const runtime = given ?? (await openServing(readConfig()));
  const { models: folders, definitions, store, gateway, config, logger } = runtime;
  const { hashKey } = config;
  requireHashKey(definitions, hashKey);
  const defaultModel = configuredModel(runtime);
  const seeds = predictSeeds(countedDefinitions(runtime));
  const metrics = Object.values(PREDICT_METRICS);
  const { log, idempotency, opened } = openFunctionLog(runtime, 'predict', metrics, seeds);
  const gauges =
    gateway && new GaugeGroup(gateway, 'predict', [...SERVING_GAUGES, ...definitions.flatMap(featureGauges)]);
  const models = new Map<string, { definition: ModelDefinition; session: Session }>();
  const onRefused = (model: string): void => log.countModelRefusal(model);
  const open = async (folder: ModelFolder) => {
    const { definition } = folder;
    requireHashKey([definition], hashKey);
    const session = await openSession(folder);
    return () => {
      log.seed(predictSeeds([definition]));
      gauges?.add(featureGauges(definition));
      putInOrder(models, definition.name, { definition, session });
    };
  };
  const watch = followModels(runtime, open, onRefused);
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
  const features = gauges && new FeatureGauges(gauges, Date.now);
  const former = formerVersions(runtime);
  return { models, store, defaultModel, log, idempotency, features, hashKey, logger, watch, former };
}

const openServing = (config: Config): Promise<Runtime> =>
  openRuntime(REQUEST, config, openServed(config.hashKey));
