import type { Feature } from '../../../lib/model/definition.ts';
import { formatNumber } from './number.ts';

/** A value as people read it: its name where the category has one, thousands apart, a dash for none. */
export function formatValue(feature: Feature | undefined, value: number | string | null | undefined): string {
  if (value === null || value === undefined || value === '') return '–';
  const names = feature?.category_names ?? {};
  if (Object.hasOwn(names, String(value))) return names[String(value)]!;
  return typeof value === 'number' ? formatNumber(value) : value;
}
