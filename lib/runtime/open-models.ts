import type { ModelDefinition } from '../model/definition.ts';
import { putInOrder } from '../model/in-order.ts';
import { followModels } from './follow-models.ts';
import { configuredModel, openRuntime, REQUEST, type Runtime } from './open.ts';

/** Opens the function `models`. */
export async function openModels(given?: Runtime) {
  const runtime = given ?? (await openRuntime(REQUEST));
  const { definitions, logger } = runtime;
  const models = new Map(definitions.map((definition) => [definition.name, definition]));
  const former = new Map<string, ModelDefinition>();
  for (const [name, folder] of runtime.models) if (folder.former) former.set(name, folder.former);
  const watch = followModels(runtime, async ({ definition }) => () => {
    const was = models.get(definition.name);
    if (was) former.set(definition.name, was);
    putInOrder(models, definition.name, definition);
  });
  return { models, former, defaultModel: configuredModel(runtime), logger, watch };
}
