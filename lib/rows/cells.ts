import type { ClassLabel, Feature } from '../model/definition.ts';

/** As files and databases write numbers: `Number` alone would take `0x23` for one too. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A cell as a model's schema wants it: files and databases write numbers as texts, numbers that JavaScript does not
 * have, and booleans. Of anything but a text, a blank cell is a missing value, as it is in training. What cannot be a
 * value of the feature stays as it is, and validation says so.
 */
export function featureCell({ type }: Feature, cell: unknown): unknown {
  if (type !== 'text' && typeof cell === 'string' && cell.trim() === '') return null;
  if (type !== 'number' && type !== 'integer') return cell ?? null;
  const value = numberCell(cell);
  return typeof value === 'number' && Number.isNaN(value) ? null : value;
}

/** A cell that says nothing. */
export const isBlank = (cell: unknown): boolean =>
  cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');

/** The class that a cell means; undefined when it means none. */
export function classCell(
  { classes }: { readonly classes: readonly ClassLabel[] },
  cell: unknown,
): ClassLabel | undefined {
  // A list of one would be a class as text.
  if (typeof cell === 'object' && cell !== null) return undefined;
  const text = String(cell);
  const written = (as: string) => classes.find((label) => String(label) === as);
  const same = written(text) ?? written(text.trim());
  if (same !== undefined || cell === null) return same;
  const value = numberCell(cell);
  return typeof value === 'number' ? classes.find((label) => label === value) : undefined;
}

function numberCell(cell: unknown): unknown {
  switch (typeof cell) {
    case 'string':
      return NUMBER.test(cell.trim()) ? Number(cell) : cell;
    case 'bigint':
    case 'boolean':
      return Number(cell);
    default:
      return cell ?? null;
  }
}
