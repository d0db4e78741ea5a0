import { chooseDefaultModel, openRuntime, REQUEST, type Runtime } from './open.ts';

/** Opens the function `models`. */
export async function openModels(given?: Runtime) {
  const runtime = given ?? (await openRuntime(REQUEST));
  const models = new Map(runtime.definitions.map((definition) => [definition.name, definition]));
  return { models, defaultModel: chooseDefaultModel(runtime), logger: runtime.logger };
}
