import { putInOrder } from '../model/in-order.ts';
import { followModels } from './follow-models.ts';
import { openRuntime, REQUEST, type Runtime } from './open.ts';

/** Opens the function `monitor`, which reads what the others have stored. */
export async function openMonitor(given?: Runtime) {
  const runtime = given ?? (await openRuntime(REQUEST));
  const { config, definitions, store, logger } = runtime;
  const models = new Map(definitions.map((definition) => [definition.name, definition]));
  const watch = followModels(runtime, async ({ definition }) => () => {
    putInOrder(models, definition.name, definition);
  });
  return { models, store, grafana: config.grafana, logger, now: Date.now, watch };
}
