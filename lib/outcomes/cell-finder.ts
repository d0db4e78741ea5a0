import { columnFinder } from '../rows/column-finder.ts';

/** The value of a column in a row; undefined where there is none. */
export type CellFinder = (cells: Readonly<Record<string, unknown>>) => unknown;

/**
 * Finds a column: by its name, where the columns are known also in another case; else, in nested JSON, by a path such as
 * `loan.state`. Undefined when the columns are known and this is none of them.
 */
export function cellFinder(name: string, columns: readonly string[] | undefined): CellFinder | undefined {
  if (columns) {
    const column = columnFinder(columns)(name);
    return column === undefined ? undefined : (cells) => own(cells, column);
  }
  const path = name.split('.');
  if (path.length === 1) return (cells) => own(cells, name);
  return (cells) => own(cells, name) ?? path.reduce<unknown>(own, cells);
}

const own = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
