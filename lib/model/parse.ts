import { UNKNOWN_MODEL } from '../metrics/reasons.ts';
import { areNames, checkFeature, type Expect, isInherited } from './check-feature.ts';
import type { Feature, ModelDefinition } from './definition.ts';
import { isObject, isText } from './json-value.ts';
import { isModelName } from './model-name.ts';
import { storedFeatures } from './text-features.ts';
import { validateRow } from './validate.ts';

/** SQL engines do not tell them apart. */
const isSameColumn = (a: unknown, b: string): boolean => String(a).toLowerCase() === b.toLowerCase();

const distinct = (features: readonly Feature[]): boolean =>
  new Set(features.map(({ name }) => name)).size === features.length;

/**
 * Checks a model.json as far as the rest of the product relies on it.
 * @throws Error with every problem found, each saying what was expected and what came.
 */
export function parseDefinition(json: unknown, source: string): ModelDefinition {
  const problems: string[] = [];
  const expect: Expect = (holds, expected, got) => {
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
  for (const feature of features) checkFeature(feature, expect);
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
