import fc from 'fast-check';
import { CsvRecords } from '../../lib/rows/csv-records.ts';

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

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

test('what was written is read, with the line that each row begins at, however the text is cut', () => {
  fc.assert(
    fc.property(table, fc.boolean(), fc.array(fc.nat()), (rows, isEnded, cuts) => {
      let text = '';
      const expected = rows.map(({ row, end, blanks }, i) => {
        const line = text.split(/\r\n|[\r\n]/).length;
        text += row.map(({ written }) => written).join(',');
        if (isEnded || i < rows.length - 1) text += end.repeat(blanks + 1);
        return { line, cells: row.map((of) => of.text) };
      });
      const records = new CsvRecords();
      const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((place, i) => text.slice(places[i], place));
      expect([...pieces.flatMap((piece) => records.feed(piece)), ...records.end()]).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  [
    'a,"b"c,d\ne,f\n',
    'expected a comma or the end of the line after a closing quote, got more text',
    ['a', 'b', 'd'],
  ],
  ['a,"b\ne,f\n', 'expected a closing quote, got the end of the file', ['a', 'b\ne,f\n']],
])('%j has a row that is not to be trusted', (text, problem, cells) => {
  const records = new CsvRecords();
  const [first, second] = [...records.feed(text), ...records.end()];
  expect(first).toEqual({ line: 1, cells, problem });
  if (second) expect(second).toEqual({ line: 2, cells: ['e', 'f'] });
});
