import type { ModelDefinition } from './definition.ts';

/** Whether a row has every required feature of the model and nothing else. */
function matches({ features }: ModelDefinition, fields: ReadonlySet<string>): boolean {
  const names = new Set(features.map(({ name }) => name));
  const required = features.filter(({ nullable }) => !nullable);
  return required.every(({ name }) => fields.has(name)) && [...fields].every((field) => names.has(field));
}

/**
 * The model that a row without a model name is meant for: the default model when the fields match it, else the only
 * model whose fields match. Failing that, the one model that shares most fields, at least half of them, so that its
 * user is told what is wrong with them. Undefined when there is none.
 */
export function matchModel(
  models: readonly ModelDefinition[],
  defaultModel: string,
  row: Record<string, unknown>,
): ModelDefinition | undefined {
  const fields = new Set(Object.keys(row));
  const exact = models.filter((definition) => matches(definition, fields));
  const found =
    exact.find(({ name }) => name === defaultModel) ?? (exact.length === 1 ? exact[0] : undefined);
  if (found) return found;
  if (exact.length > 1) return undefined;

  const shared = ({ features }: ModelDefinition): number =>
    features.filter(({ name }) => fields.has(name)).length;
  const most = Math.max(...models.map(shared));
  const nearest = models.filter((definition) => shared(definition) === most);
  const definition =
    nearest.find(({ name }) => name === defaultModel) ?? (nearest.length === 1 ? nearest[0] : undefined);
  return definition && most > 0 && most >= fields.size / 2 ? definition : undefined;
}
