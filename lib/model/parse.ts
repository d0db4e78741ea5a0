import { UNKNOWN_MODEL } from '../metrics/reasons.ts';
import type { Feature, ModelDefinition } from './definition.ts';
import { isModelName } from './model-name.ts';
import { isTokenPattern, storedFeatures } from './text-features.ts';
import { validateRow } from './validate.ts';

const FEATURE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const VOCABULARY = /^vocabulary[A-Za-z0-9_-]*\.txt$/;
const SENSITIVE = [undefined, false, 'drop', 'hash'];
const TYPES = ['number', 'integer', 'string', 'text'];

/** Members of a body that are no features: a batch, and a name reserved for what a row is about. */
const RESERVED = ['instances', 'entity_id'];

/** Names of models and features become keys of plain objects, where these would be found though nobody set them. */
const isInherited = (name: string): boolean => name in {};

/** SQL engines do not tell them apart. */
const isSameColumn = (a: unknown, b: string): boolean => String(a).toLowerCase() === b.toLowerCase();

/** Labels and versions are stored, and half of a surrogate pair has no UTF-8. */
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.isWellFormed();

/** What some of these mean to people. */
const areNames = (names: unknown = {}, of: readonly unknown[]): boolean =>
  isObject(names) &&
  Object.entries(names).every(([key, name]) => of.map(String).includes(key) && isText(name));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const distinct = (features: readonly Feature[]): boolean =>
  new Set(features.map(({ name }) => name)).size === features.length;

/**
 * Checks a model.json as far as the rest of the product relies on it.
 * @throws Error with every problem found, each saying what was expected and what came.
 */
export function parseDefinition(json: unknown, source: string): ModelDefinition {
  const problems: string[] = [];
  const expect = (holds: unknown, expected: string, got: unknown): void => {
    if (!holds) problems.push(`expected ${expected}, got ${JSON.stringify(got)}`);
  };
  const model = (json ?? {}) as Partial<ModelDefinition>;
  expect(
    isModelName(model.name) && model.name !== UNKNOWN_MODEL && !isInherited(model.name),
    `name: lower-case letters, digits and hyphens, not "${UNKNOWN_MODEL}" or "constructor"`,
    model.name,
  );
  expect(isText(model.version), 'version: text', model.version);
  expect(model.task === 'binary' || model.task === 'multiclass', 'task: binary or multiclass', model.task);
  expect(!Number.isNaN(Date.parse(model.trained_at ?? '')), 'trained_at: an ISO 8601 time', model.trained_at);
  expect(
    model.probabilities_output,
    'probabilities_output: the name of an ONNX output',
    model.probabilities_output,
  );

  const classes = Array.isArray(model.classes) ? model.classes : [];
  expect(
    new Set(classes.map(String)).size === classes.length && classes.length >= 2,
    'classes: two or more, distinct',
    model.classes,
  );
  expect(
    classes.every((label) => isText(label) || Number.isFinite(label)),
    'classes: numbers and texts',
    model.classes,
  );
  expect(
    areNames(model.class_names, classes),
    'class_names: texts by class, of classes that there are',
    model.class_names,
  );
  if (model.task === 'binary') {
    expect(classes.length === 2, 'classes: two for a binary task', model.classes);
    expect(
      classes.includes(model.positive_class as never),
      'positive_class: one of the classes',
      model.positive_class,
    );
    const { threshold } = model;
    expect(
      typeof threshold === 'number' && threshold > 0 && threshold < 1,
      'threshold: between 0 and 1',
      threshold,
    );
  }

  const { outcome_maturity_days: maturity } = model;
  expect(
    maturity === undefined || (Number.isInteger(maturity) && maturity >= 0 && maturity <= 366),
    'outcome_maturity_days: an integer from 0 to 366',
    maturity,
  );

  const features = Array.isArray(model.features) ? model.features : [];
  expect(features.length > 0, 'features: at least one', model.features);
  expect(
    distinct(features) && distinct(storedFeatures({ features })),
    'features: distinct names, also from those of the numbers of a text',
    features,
  );
  const { target = 'actual' } = model;
  expect(
    typeof target === 'string' && target !== '' && !features.some(({ name }) => isSameColumn(name, target)),
    'target: a column that is no feature',
    target,
  );
  for (const { name, type, range, sensitive, tokenizer, categories, category_names: names } of features) {
    expect(
      areNames(names, categories ?? []),
      `${name}: category_names: texts by category, of categories that there are`,
      names,
    );
    expect(
      FEATURE.test(name ?? '') && !isInherited(name),
      'feature name: a letter or _, then letters, digits and _, and no member of every object',
      name,
    );
    expect(
      !RESERVED.includes(name),
      `feature name: not ${RESERVED.join(' or ')}, which mean something else in a request`,
      name,
    );
    expect(TYPES.includes(type), `${name}: type ${TYPES.join(', ')}`, type);
    expect(!range || (range.length === 2 && range[0] <= range[1]), `${name}: range [least, greatest]`, range);
    expect(SENSITIVE.includes(sensitive), `${name}: sensitive drop, hash or false`, sensitive);
    if (tokenizer === undefined) continue;
    expect(
      type === 'text' &&
        isTokenPattern(tokenizer?.pattern) &&
        typeof tokenizer.lowercase === 'boolean' &&
        VOCABULARY.test(tokenizer.vocabulary ?? ''),
      `${name}: tokenizer of a text: pattern [characters]+ or [characters]{n,}, lowercase, vocabulary vocabulary*.txt`,
      tokenizer,
    );
  }
  const { examples = [] } = model;
  expect(Array.isArray(examples), 'examples: rows', examples);
  // Features that are wrong are told of above, and then say nothing of a row.
  if (problems.length === 0)
    for (const row of examples) {
      const wrong = isObject(row) ? validateRow(model as ModelDefinition, row).problems : undefined;
      expect(wrong?.length === 0, 'examples: rows that the model takes', wrong ?? row);
    }
  if (problems.length > 0) throw new Error(`${source}: ${problems.join('; ')}`);
  return model as ModelDefinition;
}
