import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../infra/local/command.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';

const HEADER = 'note,age,income,loan_amount,loan_term,credit_score,employment_status,loan_purpose';
const GOOD = '35,75000,25000,36,720,1,1';

async function predict(csv: string, out: string) {
  const directory = await temporaryDirectory();
  const data = join(directory, "it's.csv");
  await writeFile(data, csv);
  const path = join(directory, out);
  const args = ['--model', 'loan-approval', '--data', data, '--out', path];
  const node = ['--disable-warning=ExperimentalWarning', 'models/predict.ts', ...args];
  // jest's own NODE_OPTIONS are not the program's.
  const { ok, output } = await runCommand(process.execPath, node, { timeoutSeconds: 30 });
  return { ok, output: output.trim().split('\n'), text: await readFile(path, 'utf8').catch(() => undefined) };
}

test('a file is predicted row by row, whatever its cells hold', async () => {
  const rows = Array.from({ length: 5_000 }, (_, i) => `row ${i},${GOOD}`);
  const { ok, output, text } = await predict(
    `${HEADER}\n"a, ""b""",${GOOD}\n${rows.join('\n')}\n`,
    'out.csv',
  );
  expect(output).toEqual(['5001 rows predicted with loan-approval 1.0.0, 0 refused']);
  expect(ok).toBe(true);
  const lines = text!.trimEnd().split('\n');
  expect(lines.slice(0, 2)).toEqual([
    `${HEADER},label,score`,
    expect.stringMatching(/^"a, ""b""",35,75000,25000,36,720,1,1,1,0\.96/),
  ]);
  expect(lines.slice(2).map((line) => line.split(',')[0])).toEqual(rows.map((row) => row.split(',')[0]));
}, 60_000);

test('rows that do not fit are reported with their line and reason, the others predicted', async () => {
  const bad = [
    'x,abc,1,500,36,720,1,1',
    'short,35',
    '',
    `"two\r\nlines",${GOOD}`,
    'y,,1,500,36,720,1,1',
    'z,35,1,500,36,720,9,1',
  ];
  const { ok, output, text } = await predict(
    [HEADER, `first,${GOOD}`, ...bad, `last,${GOOD}`].join('\n'),
    'out.ndjson',
  );
  expect(ok).toBe(false);
  expect(output).toEqual([
    'line 3: age: expected an integer of 18 to 100 years, got "abc"',
    'line 4: expected 8 cells as in the header, got 2',
    'line 8: age: expected an integer of 18 to 100 years, got nothing',
    'line 9: employment_status: expected one of 0, 1, 2, 3, got 9',
    '3 rows predicted with loan-approval 1.0.0, 4 refused',
  ]);
  const rows = text!
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map(({ line }) => line)).toEqual([2, 6, 10]);
  expect(rows[2]).toEqual({ line: 10, label: 1, score: expect.closeTo(0.96, 2) });
}, 60_000);

test('a file that lacks a column is refused as a whole', async () => {
  const { ok, output, text } = await predict('age,income\n35,75000\n', 'out.csv');
  expect({ ok, text }).toEqual({ ok: false, text: undefined });
  expect(output).toEqual([
    expect.stringContaining('expected the columns loan_amount, loan_term, credit_score'),
  ]);
}, 60_000);
