export interface Result {
  name: string;
  value: number;
  unit: string;
  /** What is aimed for, such as `<= 2`, or null where nothing is. */
  target: string | null;
  met: boolean | null;
}

/** A result with its target, if it has one. */
export function result(
  name: string,
  value: number,
  unit: string,
  target?: `${'<=' | '>=' | '=='} ${number}`,
): Result {
  if (target === undefined) return { name, value, unit, target: null, met: null };
  const [operator, text] = target.split(' ') as ['<=' | '>=' | '==', string];
  const limit = Number(text);
  const met = operator === '<=' ? value <= limit : operator === '>=' ? value >= limit : value === limit;
  return { name, value, unit, target, met };
}

/** Prints columns; numbers to the right. */
export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => (typeof cell === 'number' ? format(cell) : cell)),
  );
  const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  cells.forEach((row, r) => {
    const line = row.map((cell, i) =>
      r > 0 && typeof rows[r - 1]![i] === 'number' ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!),
    );
    console.log(`  ${line.join('  ').trimEnd()}`);
    if (r === 0) console.log(`  ${widths.map((width) => '─'.repeat(width)).join('  ')}`);
  });
}

/**
 * Prints the results as a table, and with `--json` as the last line, there with `details`; the exit code tells whether all
 * targets are met.
 */
export function report(bench: string, results: Result[], details: Record<string, unknown> = {}): void {
  console.log('');
  const rows = results.map(({ name, value, unit, target, met }) => [
    name,
    value,
    unit,
    target ?? '',
    met === null ? '' : met ? 'met' : 'NOT MET',
  ]);
  printTable(['result', 'value', 'unit', 'target', ''], rows);
  if (results.some(({ met }) => met === false)) process.exitCode = 1;
  if (process.argv.includes('--json')) console.log(JSON.stringify({ bench, results, ...details }));
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
};

const format = (value: number): string =>
  Number.isInteger(value)
    ? value.toLocaleString('en-US')
    : value.toLocaleString('en-US', { maximumFractionDigits: 3 });
