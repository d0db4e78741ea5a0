import type { Feature, ModelDefinition } from '../model/definition.ts';
import { sensitivity } from '../model/sensitivity.ts';

export type JsonSchema = Record<string, unknown>;

/** The least number that is infinite as a float32: halfway between the largest one and 2^128. */
const BEYOND_FLOAT32 = 2 ** 128 - 2 ** 103;

/**
 * A row of the model as JSON Schema 2020-12; it accepts exactly what `validateRow` accepts, which a test asserts. That a
 * string has no half of a surrogate pair goes without saying: there it is a sequence of characters (RFC 8259, 8.2).
 */
export function rowSchema({ features, description, examples }: ModelDefinition): JsonSchema {
  const required = features.filter(({ nullable }) => !nullable).map(({ name }) => name);
  return {
    type: 'object',
    description,
    properties: Object.fromEntries(features.map((feature) => [feature.name, featureSchema(feature)])),
    ...(examples && { examples }),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function featureSchema(feature: Feature): JsonSchema {
  const { type, nullable, categories, closed } = feature;
  const numeric = type === 'number' || type === 'integer';
  const name = numeric ? type : 'string';
  const values = categories?.filter((value) => typeof value === (numeric ? 'number' : 'string'));
  return {
    type: nullable ? [name, 'null'] : name,
    description: describe(feature),
    ...(numeric ? bounds(feature) : lengths(feature)),
    ...(values &&
      ((closed ?? type === 'integer')
        ? { enum: nullable ? [...values, null] : values }
        : { examples: values })),
  };
}

function bounds({ range = [-Infinity, Infinity] }: Feature): JsonSchema {
  const [least, greatest] = range;
  return {
    ...(least > -BEYOND_FLOAT32 ? { minimum: least } : { exclusiveMinimum: -BEYOND_FLOAT32 }),
    ...(greatest < BEYOND_FLOAT32 ? { maximum: greatest } : { exclusiveMaximum: BEYOND_FLOAT32 }),
  };
}

/** Both count characters, not UTF-16 code units. */
const lengths = ({ range }: Feature): JsonSchema =>
  range ? { minLength: Math.max(0, Math.ceil(range[0])), maxLength: Math.floor(range[1]) } : {};

function describe(feature: Feature): string {
  const { description, unit, category_names: names = {} } = feature;
  const sensitive = sensitivity(feature);
  const stored = { drop: 'never stored', hash: 'stored only as a keyed hash' };
  const meanings = Object.entries(names).map(([value, name]) => `${value} ${name}`);
  const meaning = meanings.length > 0 && `(${meanings.join(', ')})`;
  return [description, meaning, unit && `(${unit})`, sensitive && `[${stored[sensitive]}]`]
    .filter(Boolean)
    .join(' ');
}
