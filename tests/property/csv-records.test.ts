import fc from 'fast-check';
import { type CsvRecord, CsvRecords } from '../../lib/rows/csv-records.ts';

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const linesOf = (text: string): string[] => text.split(/\r\n|[\r\n]/);

/** Cells that hold what separates cells, and how each is written. */
const cell = fc
  .tuple(
    fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\r\n', ' ', 'ü', '\u2028') }),
    fc.boolean(),
  )
  .map(([text, quoted]) => ({ text, written: quoted || /[",\r\n]/.test(text) ? quote(text) : text }));
const row = fc
  .array(cell, { minLength: 1, maxLength: 4 })
  .filter((cells) => cells.map(({ written }) => written).join(',') !== '');
const table = fc.array(fc.record({ row, end: fc.constantFrom('\n', '\r\n', '\r'), blanks: fc.nat(2) }));
const pieces = fc.record({ block: fc.nat(20), cuts: fc.array(fc.nat()) });

function read(bytes: Buffer, { block, cuts }: { block: number; cuts: number[] }): CsvRecord[] {
  const records = new CsvRecords(block);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const fed = places.slice(1).flatMap((place, i) => [...records.feed(bytes.subarray(places[i], place))]);
  return [...fed, ...records.end()].flat();
}

const all = (text: string): CsvRecord[] => read(Buffer.from(text), { block: 0, cuts: [] });

test('what was written is read, with the lines of each row, however the text is cut', () => {
  fc.assert(
    fc.property(table, fc.boolean(), pieces, (rows, isEnded, how) => {
      let text = '';
      const expected = rows.map(({ row, end, blanks }, i) => {
        const line = linesOf(text).length;
        text += row.map(({ written }) => written).join(',');
        const lastLine = linesOf(text).length;
        if (isEnded || i < rows.length - 1) text += end.repeat(blanks + 1);
        return { line, lastLine, cells: row.map((of) => of.text) };
      });
      expect(read(Buffer.from(text), how)).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

test('of any text, each line that is not blank is in exactly one record, however the text is cut', () => {
  const seen = { good: 0, bad: 0 };
  const unit = fc.constantFrom('a', '"', '"', ',', '\n', '\r', '\r\n', ' ', 'ü');
  fc.assert(
    fc.property(fc.string({ unit }), pieces, (text, how) => {
      const records = read(Buffer.from(text), how);
      const covered = records.flatMap(({ line, lastLine }) =>
        Array.from({ length: lastLine - line + 1 }, (_, i) => line + i),
      );
      expect(covered).toEqual([...new Set(covered)].sort((a, b) => a - b));
      const lines = linesOf(text);
      expect(covered).toEqual(
        expect.arrayContaining(lines.flatMap((line, i) => (line === '' ? [] : [i + 1]))),
      );
      expect(covered.every((line) => line <= lines.length)).toBe(true);
      expect(records).toEqual(all(text));
      for (const record of records) seen['cells' in record ? 'good' : 'bad']++;
    }),
    { numRuns: 5_000 },
  );
  // Neither way by never getting there.
  expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(1_000);
});

test.each([
  ['a,"b"c,d\n', 'expected a comma or the end of the line after a closing quote, got more text'],
  ['a,"b\n', 'expected a closing quote, got none'],
  ['a,b"c\n', 'expected a quote only around a whole cell, got one inside'],
])('after %j, what follows is read', (line, problem) => {
  const good = { line: 1, lastLine: 1, cells: ['x', 'y'] };
  expect(all(`x,y\n${line}\r\ne,f\r\n`)).toEqual([
    good,
    { line: 2, lastLine: 2, problem },
    { line: 4, lastLine: 4, cells: ['e', 'f'] },
  ]);
});

test('what is not UTF-8 is no row; a byte order mark is none of its text', () => {
  const latin1 = Buffer.concat([
    Buffer.from('\uFEFFa\nb\n'),
    Buffer.from('café\n', 'latin1'),
    Buffer.from('c'),
  ]);
  expect(read(latin1, { block: 0, cuts: [1, 2] })).toEqual([
    { line: 1, lastLine: 1, cells: ['a'] },
    { line: 2, lastLine: 2, cells: ['b'] },
    { line: 3, lastLine: 3, problem: 'expected UTF-8 text, got other bytes' },
    { line: 4, lastLine: 4, cells: ['c'] },
  ]);
});

test('a row of 10 MB is one, and of more than 16 MiB none; what follows is read', () => {
  const long = 'x'.repeat(10_000_000);
  const longer = 'x'.repeat(17_000_000);
  const bytes = Buffer.from(`a\n"${long}"\nb\n${longer}\nc\n"${longer}\nd\n${longer}`);
  const cuts = Array.from({ length: bytes.length / 1_000_000 }, (_, i) => i * 1_000_000);
  const shown = read(bytes, { block: 100_000, cuts }).map((record) =>
    // Not the text itself: a difference of millions of characters says nothing.
    'cells' in record ? { ...record, cells: record.cells.map(({ length }) => length) } : record,
  );
  const problem = 'expected a row of at most 16777216 bytes, got more';
  expect(shown).toEqual([
    { line: 1, lastLine: 1, cells: [1] },
    { line: 2, lastLine: 2, cells: [10_000_000] },
    { line: 3, lastLine: 3, cells: [1] },
    { line: 4, lastLine: 4, problem },
    { line: 5, lastLine: 5, cells: [1] },
    { line: 6, lastLine: 6, problem: 'expected a closing quote, got none' },
    { line: 7, lastLine: 7, cells: [1] },
    { line: 8, lastLine: 8, problem },
  ]);
});

test('many short lines after a quote that is never closed do not become records at once', () => {
  const records = new CsvRecords(1_000);
  const parts = [...records.feed(Buffer.from(`"${'y\n'.repeat(100_000)}`)), ...records.end()];
  expect(parts.reduce((sum, part) => sum + part.length, 0)).toBe(100_000);
  expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(1_000);
});
