import { SERVING_GAUGES } from '../metrics/catalogue-gauges.ts';
import { FEEDBACK_METRICS } from '../metrics/catalogue-log.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import { feedbackSeeds } from '../metrics/seeds.ts';
import { putInOrder } from '../model/in-order.ts';
import { sourcesOf } from '../outcomes/functions.ts';
import { OutcomeIngest } from '../outcomes/ingest.ts';
import { readSources } from '../outcomes/read-sources.ts';
import { followModels, formerVersions } from './follow-models.ts';
import { countedDefinitions, openFunctionLog, openRuntime, REQUEST, type Runtime } from './open.ts';

/** Opens the function `feedback`, which needs what models are, not the models. */
export async function openFeedback(given?: Runtime) {
  const runtime = given ?? (await openRuntime(REQUEST));
  const { config, definitions, gateway, store, logger } = runtime;
  const sources = sourcesOf(
    'feedback',
    await readSources(config.outcomeSources, countedDefinitions(runtime), logger),
  );
  const metrics = Object.values(FEEDBACK_METRICS);
  const seeds = feedbackSeeds(countedDefinitions(runtime), sources);
  const { log, idempotency, opened } = openFunctionLog(runtime, 'feedback', metrics, seeds);
  await opened;
  const gauges = gateway && new GaugeGroup(gateway, 'feedback', SERVING_GAUGES);
  const models = new Map(definitions.map((definition) => [definition.name, definition]));
  const watch = followModels(runtime, async ({ definition }) => () => {
    log.seed(feedbackSeeds([definition], sources));
    putInOrder(models, definition.name, definition);
  });
  const sourceOf = (of: 'api' | 'reviewer') => sources.find(({ kind }) => kind === of)!;
  const source = { api: sourceOf('api'), reviewer: sourceOf('reviewer') };
  const { hashKey, previousHashKey } = config;
  const former = formerVersions(runtime);
  const ingest = new OutcomeIngest({
    models,
    former,
    store,
    hashKey,
    previousHashKey,
    log,
    keys: idempotency,
  });
  return { models, source, ingest, store, log, gauges, logger, watch };
}
