import type { Feature } from '../../../../lib/model/definition.ts';
import { featureName } from '../../format/feature-name.ts';
import { formatNumber } from '../../format/number.ts';

/** How a feature is asked for. */
export interface Field {
  name: string;
  label: string;
  /** What it means, its range and its unit; empty when there is nothing to say. */
  hint: string;
  optional: boolean;
  control: 'text' | 'line' | 'number' | 'choice';
  /** What a phone offers to type it with. */
  keyboard: 'decimal' | 'text';
  /** Of a choice. */
  options: { value: string; label: string }[];
  /** Of a choice: whether the model takes other values too. */
  open: boolean;
}

export function fieldOf(feature: Feature): Field {
  const { name, type, description, nullable = false, range, categories, closed } = feature;
  const { category_names: names = {} } = feature;
  const numeric = type === 'number' || type === 'integer';
  const control = categories ? 'choice' : numeric ? 'number' : type === 'text' ? 'text' : 'line';
  return {
    name,
    label: featureName(name),
    hint: [description, rangeOf(feature)].filter(Boolean).join(', '),
    optional: nullable,
    // The keys for decimals have no minus.
    keyboard: numeric && range !== undefined && range[0] >= 0 ? 'decimal' : 'text',
    control,
    options: (categories ?? []).map((value) => ({
      value: String(value),
      label: Object.hasOwn(names, String(value)) ? names[String(value)]! : String(value),
    })),
    open: categories !== undefined && !(closed ?? type === 'integer'),
  };
}

function rangeOf({ type, range, unit = '', categories }: Feature): string {
  if (categories) return '';
  if (!range) return unit;
  const of = type === 'number' || type === 'integer' ? unit : 'characters';
  return `${formatNumber(range[0])} to ${formatNumber(range[1])} ${of}`.trim();
}
