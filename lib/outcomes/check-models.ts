import type { ModelDefinition } from '../model/definition.ts';
import { classCell } from '../rows/cells.ts';
import { isMapped, type MappedSource, type OutcomeSource } from './source.ts';

/**
 * What sources say of models that is not so, by what is known of them: rows that need it will be refused. It is no error
 * of the file, because models are published and taken away without it.
 * @param definitions of versions that are served, and of those before
 */
export function checkModels(
  sources: readonly OutcomeSource[],
  definitions: readonly ModelDefinition[],
): string[] {
  return sources
    .filter(isMapped)
    .flatMap((source) => (source.models ?? []).flatMap((model) => checkModel(source, model, definitions)));
}

function checkModel(
  { name, mapping }: MappedSource,
  model: string,
  definitions: readonly ModelDefinition[],
): string[] {
  const classes = definitions.filter((of) => of.name === model).flatMap((of) => of.classes);
  if (classes.length === 0) {
    const known = [...new Set(definitions.map((of) => of.name))];
    return [`${name}: expected a model that is served, ${known.join(', ')}, got ${model}`];
  }
  const expected = [...new Set(classes)].map((label) => JSON.stringify(label)).join(', ');
  return [...(mapping.outcome.classes ?? [])]
    .filter(([, label]) => label !== null && classCell({ classes }, label) === undefined)
    .map(
      ([value, label]) =>
        `${name}: expected a class of ${model}, ${expected}, for "${value}", got ${JSON.stringify(label)}`,
    );
}
