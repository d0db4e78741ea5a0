import type { ModelFolder } from '../lib/model/registry.ts';

/** The model of `--model`. @throws Error with the names that there are */
export function namedModel(models: ReadonlyMap<string, ModelFolder>, name: string | undefined): ModelFolder {
  const model = models.get(name ?? '');
  if (!model)
    throw new Error(`--model: expected one of ${[...models.keys()].join(', ')}, got ${name ?? 'nothing'}`);
  return model;
}
