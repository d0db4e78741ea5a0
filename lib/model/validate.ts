import type { FeatureValues } from '../log/record.ts';
import type { Feature, ModelDefinition } from './definition.ts';

/** One thing wrong with one field of a request. */
export interface FieldProblem {
  /** The field as it came. */
  field: string;
  /** The feature it concerns; null for a field that the model does not have. */
  feature: string | null;
  check:
    | 'missing_feature'
    | 'unknown_feature'
    | 'wrong_type'
    | 'not_finite'
    | 'out_of_range'
    | 'unknown_category';
  /** What was expected and what came. */
  detail: string;
}

/** Checks one row against the model's schema: every problem at once, and the values with missing ones as null. */
export function validateRow(
  definition: ModelDefinition,
  row: Record<string, unknown>,
): { values: FeatureValues; problems: FieldProblem[] } {
  const values: FeatureValues = {};
  const problems: FieldProblem[] = [];
  for (const feature of definition.features) {
    const value = Object.hasOwn(row, feature.name) ? row[feature.name] : undefined;
    const problem = check(feature, value);
    if (problem) problems.push({ field: feature.name, feature: feature.name, ...problem });
    else values[feature.name] = (value ?? null) as number | string | null;
  }
  const known = new Set(definition.features.map(({ name }) => name));
  const expected = `expected only ${[...known].join(', ')}`;
  for (const field of Object.keys(row)) {
    if (known.has(field)) continue;
    const shortened = field.slice(0, 100);
    const detail = `${expected}; got ${JSON.stringify(shortened)}`;
    problems.push({ field: shortened, feature: null, check: 'unknown_feature', detail });
  }
  return { values, problems };
}

type Failure = Pick<FieldProblem, 'check' | 'detail'> | undefined;

function check(feature: Feature, value: unknown): Failure {
  if (value === undefined || value === null) {
    if (feature.nullable) return undefined;
    return { check: 'missing_feature', detail: `expected ${expectation(feature)}, got nothing` };
  }
  const numeric = feature.type === 'number' || feature.type === 'integer';
  const wrong = (name: FieldProblem['check']): Failure => ({
    check: name,
    detail: `expected ${expectation(feature)}, got ${shown(value)}`,
  });
  if (typeof value !== (numeric ? 'number' : 'string')) return wrong('wrong_type');
  // Half of a surrogate pair is no character: it has no UTF-8, and readers of the log would refuse the whole line.
  if (!numeric && !(value as string).isWellFormed()) {
    const detail = `expected ${expectation(feature)}, got ${shown(value)}, which has half of a surrogate pair`;
    return { check: 'wrong_type', detail };
  }
  // The model computes in float32, where larger numbers are infinite.
  if (numeric && !Number.isFinite(Math.fround(value as number))) return wrong('not_finite');
  if (feature.type === 'integer' && !Number.isInteger(value)) return wrong('wrong_type');
  const size = numeric ? (value as number) : [...(value as string)].length;
  if (feature.range && (size < feature.range[0] || size > feature.range[1])) return wrong('out_of_range');
  const closed = feature.closed ?? feature.type === 'integer';
  if (closed && feature.categories && !feature.categories.includes(value as never))
    return wrong('unknown_category');
  return undefined;
}

function expectation({ type, range, categories, closed, unit }: Feature): string {
  if (categories && (closed ?? type === 'integer')) return `one of ${categories.join(', ')}`;
  const noun = { number: 'a number', integer: 'an integer', string: 'a string', text: 'a text' }[type];
  if (!range) return noun;
  const of = type === 'string' || type === 'text' ? 'characters' : (unit ?? '');
  return `${noun} of ${range[0]} to ${range[1]} ${of}`.trim();
}

function shown(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 60 ? `a string of ${value.length} characters` : JSON.stringify(value);
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}
