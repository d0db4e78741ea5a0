import type { Feature, ModelDefinition } from '../model/definition.ts';

/** How rows are to differ from those that the model knows. */
export type Drift = Shift | Share;

/** Every value of a numeric feature is moved by so much. */
export interface Shift {
  readonly feature: Feature;
  readonly by: number;
  /** `sd`: in standard deviations of the feature in the model's reference. */
  readonly unit: 'sd' | 'absolute';
}

/** One value of a feature comes to have this share of the rows; null is a missing value. */
export interface Share {
  readonly feature: Feature;
  readonly value: number | string | null;
  readonly share: number;
}

const SHIFT = /^([+-](?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(sd)?$/i;
// Values have equals signs too.
const SHARE = /^(.*)=(\d*\.?\d+)$/s;

/**
 * Reads `income:+0.5sd` or `income:-10000` of a numeric feature, `region:DAKAR=0.5` of one with categories, and
 * `region:null=0.3` of one that may be missing. @throws Error
 */
export function parseDrift(text: string, { name: model, features }: ModelDefinition): Drift {
  const [, name, change = ''] = /^([^:]+):(.+)$/s.exec(text) ?? [];
  const feature = features.find((one) => one.name === name);
  if (!feature) {
    const names = features.map((one) => one.name).join(', ');
    throw new Error(
      `--drift: expected <feature>:<change> with a feature of ${model}, ${names}; got "${text}"`,
    );
  }
  const [, by, sd] = SHIFT.exec(change) ?? [];
  if (by !== undefined && isNumeric(feature))
    return { feature, by: Number(by), unit: sd === undefined ? 'absolute' : 'sd' };
  const [, written = '', share] = SHARE.exec(change) ?? [];
  const value = share === undefined ? undefined : writtenValue(feature, written);
  if (value !== undefined && Number(share) <= 1) return { feature, value, share: Number(share) };
  throw new Error(`--drift: ${name}: expected ${expectation(feature)}; got "${change}"`);
}

/** Integers with categories are codes: they have no distance. */
const isCategorical = ({ type, categories }: Feature): boolean =>
  type === 'string' || categories !== undefined;
const isNumeric = (feature: Feature): boolean => feature.type !== 'text' && !isCategorical(feature);

/** Undefined when the feature cannot have such a value. */
function writtenValue(feature: Feature, written: string): Share['value'] | undefined {
  const { type, categories, closed, nullable } = feature;
  const known = isCategorical(feature)
    ? categories?.find((category) => String(category) === written)
    : undefined;
  if (known !== undefined) return known;
  if (written === 'null') return nullable ? null : undefined;
  return type === 'string' && !closed && written !== '' ? written : undefined;
}

function expectation(feature: Feature): string {
  const { categories, closed, type, nullable } = feature;
  const changes: string[] = [];
  if (isNumeric(feature)) changes.push('a shift with its sign, as +0.5sd or -10000');
  if (isCategorical(feature)) {
    const values = categories && (closed ?? type === 'integer') ? `, one of ${categories.join(', ')},` : '';
    changes.push(`<value>=<share> with a value${values} and a share of 0 to 1`);
  }
  if (nullable) changes.push('null=<share>');
  return changes.join(', or ') || 'another feature, as a text that must be there cannot drift; use --data';
}
