import type { RowSource } from './row-source.ts';
import { separatorHint } from './separator-hint.ts';

/** @throws Error when the source lacks one of the columns. One whose rows each have their own may have them all. */
export function requireColumns(
  { name, columns }: Pick<RowSource, 'name' | 'columns'>,
  needed: readonly string[],
  find: (column: string) => string | undefined,
): void {
  const absent = needed.filter((column) => find(column) === undefined);
  if (absent.length === 0) return;
  throw new Error(
    `${name}: expected the columns ${absent.join(', ')} too, got ${columns?.join(', ') || 'none'}${separatorHint(columns)}`,
  );
}
