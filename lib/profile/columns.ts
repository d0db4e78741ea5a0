import type { Feature, ModelDefinition } from '../model/definition.ts';
import { sensitivity } from '../model/sensitivity.ts';
import { storedFeatures } from '../model/text-features.ts';

/** A feature's column in the archive. */
export interface Column {
  feature: string;
  name: string;
  type: 'DOUBLE' | 'VARCHAR';
}

/** Columns of the archive that are no feature, in their order: before the features, then after them. */
export const OWN_COLUMNS = {
  predictions: ['id', 'time', 'version'],
  /** What is their own, then what is of their prediction. */
  outcomes: [
    'id',
    'time',
    'observed',
    'prediction_id',
    'source',
    'confidence',
    'reviewer',
    'actual',
    'prediction_time',
    'version',
  ],
  answer: ['label', 'score', 'probabilities'],
};

const RESERVED = new Set(Object.values(OWN_COLUMNS).flat());

const columnName = (feature: string): string =>
  RESERVED.has(feature.toLowerCase()) ? `feature_${feature}` : feature;

/**
 * The archive's column of each feature: named like it, or `feature_<name>` where the archive has a column of its own by
 * that name. @throws RangeError when two columns differ only in case, which SQL engines do not tell apart.
 */
export function featureColumns(definition: ModelDefinition): Column[] {
  const taken = new Set<string>();
  return storedFeatures(definition).map((feature) => {
    const column = columnName(feature.name);
    if (taken.has(column.toLowerCase())) {
      throw new RangeError(
        `${definition.name}: expected features that differ in more than case, got ${feature.name} twice`,
      );
    }
    taken.add(column.toLowerCase());
    return { feature: feature.name, name: column, type: columnType(feature) };
  });
}

/**
 * Columns, by name, of features that the definition does not have. One that differs from another column only in case is
 * named `feature_<name>`, as often as it takes.
 */
export function otherColumns(
  columns: readonly Column[],
  features: readonly string[],
): Pick<Column, 'feature' | 'name'>[] {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  return [...features]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((feature) => {
      let name = columnName(feature);
      while (taken.has(name.toLowerCase())) name = `feature_${name}`;
      taken.add(name.toLowerCase());
      return { feature, name };
    });
}

/** What is kept of a sensitive value is a hash or nothing. */
const columnType = (feature: Feature): Column['type'] =>
  sensitivity(feature) === undefined && (feature.type === 'number' || feature.type === 'integer')
    ? 'DOUBLE'
    : 'VARCHAR';

/** How a feature is profiled, or why it is not. */
export function profiledAs(feature: Feature): 'numeric' | 'categorical' | { reason: 'sensitive' | 'text' } {
  const { type, categories } = feature;
  // Its numbers are, whether it is sensitive or not.
  if (type === 'text') return { reason: 'text' };
  if (sensitivity(feature) !== undefined) return { reason: 'sensitive' };
  return type === 'string' || categories !== undefined ? 'categorical' : 'numeric';
}
