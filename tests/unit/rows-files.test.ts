import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabelledRow } from '../../lib/model/predict-rows.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { labelledRows } from '../../lib/rows/labelled-rows.ts';
import { readLines } from '../../lib/rows/lines.ts';
import { openFile } from '../../lib/rows/open-file.ts';
import type { SourceRow } from '../../lib/rows/row-source.ts';
import { handlerModel } from '../support/handler-model.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';

let directory: string;
let database: Database;
beforeAll(async () => {
  directory = await temporaryDirectory();
  database = await openDatabase(directory);
});
afterAll(() => database.close());

async function file(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

async function all<T>(parts: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const part of parts) items.push(...part);
  return items;
}

describe('lines', () => {
  test.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['\n\n', ['', '']],
    ['a\r\nb\rc\n\r\nd\r', ['a', 'b', 'c', '', 'd']],
    ['\uFEFFa\u2028b\n\uFEFFc', ['a\u2028b', '\uFEFFc']],
  ])('of %j', async (text, expected) => {
    expect(await all(readLines(await file('lines', text)))).toEqual(expected);
  });

  test('are the same wherever the file is cut into pieces', async () => {
    // Longer than several pieces, with ends of every kind and characters of several bytes on their borders.
    const lines = Array.from({ length: 60_000 }, (_, i) => `${'ü€'.repeat(i % 7)}${i}`);
    const text = lines.map((line, i) => `${line}${['\n', '\r\n', '\r'][i % 3]}`).join('');
    expect(Buffer.byteLength(text)).toBeGreaterThan(3 * 256 * 1024);
    expect(await all(readLines(await file('lines', text)))).toEqual(lines);
  });
});

describe('a file', () => {
  const read = async (path: string): Promise<SourceRow[]> => all((await openFile(database, path)).rows());

  test('of NDJSON has a row a line, and says which line is none', async () => {
    const path = await file('rows.ndjson', '{"age":1}\n\n[1]\n{"age":2,"x":{"y":[1]}}\r\n{"age":\n"text"\n');
    expect(await read(path)).toEqual([
      { at: 'line 1', cells: { age: 1 } },
      { at: 'line 3', unreadable: 'expected a JSON object, got 3 other characters' },
      { at: 'line 4', cells: { age: 2, x: { y: [1] } } },
      { at: 'line 5', unreadable: 'expected a JSON object, got 7 other characters' },
      { at: 'line 6', unreadable: 'expected a JSON object, got 6 other characters' },
    ]);
  });

  test('of CSV has the lines of its rows, whatever stands in its cells', async () => {
    const path = await file('rows.csv', 'age,note\n1,"a\u2028b"\n\n2,"c\nd"\n3\n4,\n');
    expect(await read(path)).toEqual([
      { at: 'line 2', cells: { age: '1', note: 'a\u2028b' } },
      { at: 'lines 4 to 5', cells: { age: '2', note: 'c\nd' } },
      { at: 'line 6', unreadable: 'expected 2 cells as in the header, got 1' },
      { at: 'line 7', cells: { age: '4', note: null } },
    ]);
  });

  test.each([
    ['', 'expected a header, got an empty file'],
    ['\n\r\n', 'expected a header, got an empty file'],
    ['a,b,a\n', 'expected each column once, got "a" more than once'],
    ['a,b, a\n', 'expected each column once, got "a" more than once'],
    ['\n"a,b\n1,2\n', 'line 2: expected a closing quote, got none'],
    [Buffer.from('\uFEFFa,b\n', 'utf16le'), 'line 1: expected UTF-8 text, got other bytes'],
  ])('of CSV needs a header with distinct names: %j', async (text, message) => {
    const path = await file('rows.csv', text);
    await expect(openFile(database, path)).rejects.toThrow(`${path}: ${message}`);
  });

  test('is exactly the one of that name', async () => {
    await file('b1.csv', 'age\n1\n');
    expect(await read(await file('b[1].csv', 'age\n2\n'))).toEqual([{ at: 'line 2', cells: { age: '2' } }]);
    await mkdir(join(directory, 'folder.csv'));
    await expect(openFile(database, join(directory, 'folder.csv'))).rejects.toThrow(
      'expected a file, got a folder',
    );
    await expect(openFile(database, '/dev/null', 'null.csv')).rejects.toThrow('got a pipe or device');
  });

  test('of Parquet has what its types hold, and is exactly the one of that name', async () => {
    const path = join(directory, "it's [1].parquet");
    await database.run(`COPY (SELECT 1 AS other) TO '${directory}/it''s 1.parquet' (FORMAT parquet)`);
    const select = `SELECT 1::BIGINT AS age, 'a' AS note, 2.5::DECIMAL(9,2) AS fee, true AS yes, NULL::DOUBLE AS no`;
    await database.run(`COPY (${select}) TO '${path.replace("'", "''")}' (FORMAT parquet)`);
    const source = await openFile(database, path);
    expect(source.columns).toEqual(['age', 'note', 'fee', 'yes', 'no']);
    expect(await all(source.rows())).toEqual([
      { at: 'row 1', cells: { age: 1n, note: 'a', fee: 2.5, yes: true, no: null } },
    ]);
  });

  test('of another kind, or that is not there, is refused', async () => {
    await expect(openFile(database, 'rows.xlsx')).rejects.toThrow(
      'expected a file .csv, .ndjson or .parquet, got "rows.xlsx"',
    );
    for (const name of ['none.csv', 'none.jsonl', 'none.parquet'])
      await expect(openFile(database, join(directory, name))).rejects.toThrow('ENOENT');
  });
});

describe('labelled rows', () => {
  const model = handlerModel({
    features: [
      { name: 'age', type: 'integer', description: '', range: [18, 100], unit: 'years' },
      { name: 'income', type: 'number', description: '', nullable: true },
    ],
    target: 'approved',
  });
  const read = async (text: string, name = 'labelled.csv') => {
    const refused: string[] = [];
    const source = await openFile(database, await file(name, text), name);
    const rows: LabelledRow[] = await all(
      labelledRows(model, source, 'approved', (at, reason) => refused.push(`${at}: ${reason}`)),
    );
    return { rows, refused };
  };

  test('are those that fit; of each other one it is said where it is and what is wrong', async () => {
    const { rows, refused } = await read('Age,approved,note\n35,1,x\n7,1,x\nold,yes,x\n40,,x\n41,0.0,x\n');
    expect(rows).toEqual([
      { features: { age: 35, income: null }, actual: 1 },
      { features: { age: 41, income: null }, actual: 0 },
    ]);
    expect(refused).toEqual([
      'labelled.csv line 3: age: expected an integer of 18 to 100 years, got 7',
      'labelled.csv line 4: age: expected an integer of 18 to 100 years, got "old"; approved: expected one of 0, 1, got "yes"',
      'labelled.csv line 5: approved: expected one of 0, 1, got nothing',
    ]);
  });

  test('of NDJSON may each lack a column', async () => {
    const lines = [
      { age: 20, approved: 1, income: 5 },
      { age: 20 },
      { approved: true },
      { age: 21, approved: false },
    ];
    const { rows, refused } = await read(
      lines.map((line) => JSON.stringify(line)).join('\n'),
      'labelled.ndjson',
    );
    expect(rows).toEqual([
      { features: { age: 20, income: 5 }, actual: 1 },
      { features: { age: 21, income: null }, actual: 0 },
    ]);
    expect(refused).toEqual([
      'labelled.ndjson line 2: approved: expected one of 0, 1, got nothing',
      'labelled.ndjson line 3: age: expected an integer of 18 to 100 years, got nothing',
    ]);
  });

  test('cannot be had of a file that lacks a column', async () => {
    await expect(read('income\n1\n')).rejects.toThrow(
      'labelled.csv: expected the columns age, approved too, got income',
    );
    await expect(read('age;approved\n30;1\n')).rejects.toThrow(
      'labelled.csv: expected the columns age, approved too, got age;approved: one column; expected commas between columns',
    );
  });
});
