import { SERVING_GAUGES } from '../metrics/catalogue-gauges.ts';
import { FEEDBACK_METRICS } from '../metrics/catalogue-log.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import { feedbackSeeds } from '../metrics/seeds.ts';
import { putInOrder } from '../model/in-order.ts';
import { followModels, formerVersions } from './follow-models.ts';
import { countedDefinitions, openFunctionLog, openRuntime, REQUEST, type Runtime } from './open.ts';

/** The names of the sources outcomes come from. */
export const SOURCES = ['api'] as const;

/** Opens the function `feedback`, which needs what models are, not the models. */
export async function openFeedback(given?: Runtime) {
  const runtime = given ?? (await openRuntime(REQUEST));
  const { definitions, gateway, store, logger } = runtime;
  const metrics = Object.values(FEEDBACK_METRICS);
  const seeds = feedbackSeeds(countedDefinitions(runtime), SOURCES);
  const { log, idempotency, opened } = openFunctionLog(runtime, 'feedback', metrics, seeds);
  await opened;
  const gauges = gateway && new GaugeGroup(gateway, 'feedback', SERVING_GAUGES);
  const models = new Map(definitions.map((definition) => [definition.name, definition]));
  const watch = followModels(runtime, async ({ definition }) => () => {
    log.seed(feedbackSeeds([definition], SOURCES));
    putInOrder(models, definition.name, definition);
  });
  return { models, former: formerVersions(runtime), store, log, idempotency, gauges, logger, watch };
}
