/** A column's name as SQL, whatever it contains. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A string as SQL. @throws RangeError on U+0000, which a text of SQL cannot hold. */
export function stringLiteral(text: string): string {
  if (text.includes('\0')) throw new RangeError(`expected text without U+0000, got ${JSON.stringify(text)}`);
  return `'${text.replaceAll("'", "''")}'`;
}

/** A finite double as SQL, exactly; without an exponent DuckDB and Trino would read a DECIMAL. */
export const doubleLiteral = (x: number): string => x.toExponential().replace('e', 'E').replace('E+', 'E');

export const literal = (value: number | string): string =>
  typeof value === 'number' ? doubleLiteral(value) : stringLiteral(value);

/** What SQL calls a whole row: a column of this name would stand for itself, and no feature can have it. */
export const ROW = '"a row that is looked at"';
