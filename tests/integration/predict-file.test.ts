import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, link, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from '../support/handler-runtime.ts';

const HEADER = 'note,age,income,loan_amount,loan_term,credit_score,employment_status,loan_purpose';
const GOOD = '35,75000,25000,36,720,1,1';
const SUMMARY = 'rows predicted with loan-approval 1.0.0';

/** The command as a user runs it in `directory`; npm itself would run it in the project's folder. */
function run(directory: string, ...args: string[]) {
  const { child, ended } = start(directory, ...args);
  child.stdin.end();
  return ended;
}

function start(directory: string, ...args: string[]) {
  const node = ['--disable-warning=ExperimentalWarning', 'models/predict.ts', ...args];
  const child = spawn(process.execPath, node, { env: { ...process.env, INIT_CWD: directory } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'close').then(([code]) => ({ code, output: output.trim().split('\n') }));
  return { child, ended };
}

async function predict(csv: string | Uint8Array, out: string, model = 'loan-approval') {
  const directory = await temporaryDirectory();
  const data = "it's [1].csv";
  await writeFile(join(directory, data), csv);
  const { code, output } = await run(directory, '--model', model, '--data', data, '--out', out);
  const text = await readFile(join(directory, out), 'utf8').catch(() => undefined);
  expect((await readdir(directory)).sort()).toEqual([data, ...(text === undefined ? [] : [out])].sort());
  return { code, output, text };
}

const lines = (text: string | undefined): number[] =>
  text!
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).line);

test('a file is predicted row by row, whatever its cells hold', async () => {
  const rows = Array.from({ length: 5_000 }, (_, i) => `row ${i},${GOOD}`);
  const { code, output, text } = await predict(
    `${HEADER}\n"a, ""b""",${GOOD}\n${rows.join('\n')}\n\n`,
    'out.csv',
  );
  expect(output).toEqual([`5001 ${SUMMARY}, 0 refused`]);
  expect(code).toBe(0);
  const written = text!.trimEnd().split('\n');
  expect(written.slice(0, 2)).toEqual([
    `${HEADER},label,score`,
    expect.stringMatching(/^"a, ""b""",35,75000,25000,36,720,1,1,1,0\.96/),
  ]);
  expect(written.slice(2).map((line) => line.split(',')[0])).toEqual(rows.map((row) => row.split(',')[0]));
});

test('rows that do not fit are reported with their line and reason, the others predicted', async () => {
  const bad = [
    'x,abc,1,500,36,720,1,1',
    'short,35',
    '',
    `"two\r\nlines",${GOOD}`,
    'y,,1,500,36,720,1,1',
    'z,35,1,500,36,720,9,1',
    'hexadecimal,0x23,1,500,36,720,1,1',
    '"three\n\nlines",1',
    `"a stray quote,${GOOD}`,
    `another "one",${GOOD}`,
  ];
  const { code, output, text } = await predict(
    [HEADER, `first,${GOOD}`, ...bad, `last,${GOOD}`].join('\n'),
    'out.ndjson',
  );
  expect(code).toBe(1);
  expect(output).toEqual([
    'line 3: age: expected an integer of 18 to 100 years, got "abc"',
    'line 4: expected 8 cells as in the header, got 2',
    'line 8: age: expected an integer of 18 to 100 years, got nothing',
    'line 9: employment_status: expected one of 0, 1, 2, 3, got 9',
    'line 10: age: expected an integer of 18 to 100 years, got "0x23"',
    'lines 11 to 13: expected 8 cells as in the header, got 2',
    'line 14: expected a comma or the end of the line after a closing quote, got more text',
    'line 15: expected a quote only around a whole cell, got one inside',
    `3 ${SUMMARY}, 8 refused`,
  ]);
  expect(lines(text)).toEqual([2, 6, 16]);
  const last = JSON.parse(text!.trimEnd().split('\n').at(-1)!);
  expect(last).toEqual({ line: 16, label: 1, score: expect.closeTo(0.96, 2) });
});

test('blank lines are no rows, also in a file of one column, and line endings may be mixed', async () => {
  const csv = '\uFEFFtext\r\ngood movie\n\r\n\rbad movie\r"two\nlines"\n\n""\nlast\n\n';
  const { code, output, text } = await predict(csv, 'out.ndjson', 'sentiment');
  expect({ code, output }).toEqual({
    code: 1,
    output: [
      'line 9: text: expected a text, got nothing',
      '4 rows predicted with sentiment 1.0.0, 1 refused',
    ],
  });
  expect(lines(text)).toEqual([2, 5, 6, 10]);
});

test('a row of several megabytes is a row', async () => {
  const note = 'x'.repeat(5_000_000);
  const { code, text } = await predict(`${HEADER}\n${note},${GOOD}\nlast,${GOOD}`, 'out.ndjson');
  expect({ code, lines: lines(text) }).toEqual({ code: 0, lines: [2, 3] });
});

test('columns are found with spaces around their names, and numbers with spaces around them', async () => {
  const { code, text } = await predict(
    `${HEADER.replaceAll(',', ', ')}\na, 35,7.5E4 ,25000,36.0,720,1,1\n`,
    'out.csv',
  );
  expect(code).toBe(0);
  expect(text).toMatch(/\na, 35,7\.5E4 ,25000,36\.0,720,1,1,1,0\.96/);
});

test('the file itself, or one that is a link to it, can be the output', async () => {
  const directory = await temporaryDirectory();
  const original = `${HEADER}\na,${GOOD}\n`;
  for (const name of ['data.csv', 'kept.csv']) await writeFile(join(directory, name), original);
  await symlink('data.csv', join(directory, 'link.csv'));
  await link(join(directory, 'kept.csv'), join(directory, 'other.csv'));
  const to = (data: string, out: string) =>
    run(directory, '--model', 'loan-approval', '--data', data, '--out', out);
  expect(await to('data.csv', 'link.csv')).toEqual({ code: 0, output: [`1 ${SUMMARY}, 0 refused`] });
  expect(await readFile(join(directory, 'data.csv'), 'utf8')).toMatch(/label,score\na,35.*,1,0\.96/);
  expect((await stat(join(directory, 'link.csv'))).size).toBe((await stat(join(directory, 'data.csv'))).size);
  await to('kept.csv', 'other.csv');
  expect(await readFile(join(directory, 'kept.csv'), 'utf8')).toBe(original);
  expect((await readdir(directory)).sort()).toEqual(['data.csv', 'kept.csv', 'link.csv', 'other.csv']);
});

test('what was there stays when the input cannot be read', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'data.csv'), 'age,income\n35,75000\n');
  await copyFile(join(directory, 'data.csv'), join(directory, 'out.csv'));
  const { output } = await run(
    directory,
    '--model',
    'loan-approval',
    '--data',
    'data.csv',
    '--out',
    'out.csv',
  );
  expect(output).toEqual([
    'predict: expected the columns loan_amount, loan_term, credit_score, employment_status, loan_purpose too, got age, income',
  ]);
  expect(await readFile(join(directory, 'out.csv'), 'utf8')).toBe('age,income\n35,75000\n');
});

test('what cannot be begun is told in a line', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'folder'));
  await writeFile(join(directory, 'good.csv'), `${HEADER}\na,${GOOD}\n`);
  await writeFile(join(directory, 'label.csv'), `label,${HEADER}\n1,a,${GOOD}\n`);
  await writeFile(join(directory, 'twice.csv'), `age,${HEADER}\n35,a,${GOOD}\n`);
  const all = { model: 'loan-approval', data: 'good.csv', out: 'out.csv' };
  const cases: [Record<string, string>, string][] = [
    [{ ...all, data: 'none.csv' }, "ENOENT: no such file or directory, stat '<folder>/none.csv'"],
    [{ ...all, data: 'folder' }, '<folder>/folder: expected a file, got a folder'],
    [{ ...all, data: '/dev/null' }, '/dev/null: expected a file, got a pipe or device'],
    [
      { ...all, data: 'twice.csv' },
      '<folder>/twice.csv: expected each column once, got "age" more than once',
    ],
    [
      { ...all, data: 'label.csv' },
      'label.csv: expected other columns than label and score, which are added, got label; rename them, or write to --out file.ndjson',
    ],
    [
      { ...all, out: 'none/out.csv' },
      '<folder>/none/out.csv: expected a folder that exists, got <folder>/none',
    ],
    [{ ...all, out: 'folder' }, '<folder>/folder: expected a file, got a folder'],
    [
      { ...all, model: 'none' },
      '--model: expected one of churn, loan-approval, loan-refinance, loan-risk, sentiment, got none',
    ],
    [{ model: 'loan-approval' }, '--data: expected a CSV file, got nothing'],
  ];
  for (const [flags, message] of cases) {
    const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    const { code, output } = await run(directory, ...args);
    expect({ flags, code, output }).toEqual({
      flags,
      code: 2,
      output: [`predict: ${message.replaceAll('<folder>', directory)}`],
    });
  }
  const { output } = await run(directory, '--model', 'loan-approval', '--date', 'good.csv');
  expect(output).toEqual([
    "predict: Unknown option '--date'",
    'usage: npm run predict -- --model <name> --data file.csv [--out file.csv|file.ndjson]',
  ]);
  expect(await readdir(directory)).toHaveLength(4);
});

test('predictions of predictions go to NDJSON', async () => {
  const { code, text } = await predict(`score,${HEADER}\n1,a,${GOOD}\n`, 'out.ndjson');
  expect({ code, lines: lines(text) }).toEqual({ code: 0, lines: [2] });
});

test('what is interrupted leaves nothing behind', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'data.csv'), `${HEADER}\n${`a,${GOOD}\n`.repeat(300_000)}`);
  const { child, ended } = start(
    directory,
    '--model',
    'loan-approval',
    '--data',
    'data.csv',
    '--out',
    'out.csv',
  );
  while ((await readdir(directory)).length === 1) await sleep(5);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(2);
  expect(await readdir(directory)).toEqual(['data.csv']);
});
