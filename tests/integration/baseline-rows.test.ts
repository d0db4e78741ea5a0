import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baseline, unseenRows } from '../support/baseline.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';

const MODEL = ['--model', 'loan-approval', '--from', 'file'];

async function file(name: string, rows: readonly object[]): Promise<string> {
  const path = join(await temporaryDirectory(), name);
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  return path;
}

async function rows(count: number): Promise<Record<string, unknown>[]> {
  const unseen = await unseenRows('loan-approval', count);
  return unseen.map(({ features, actual }) => ({ ...features, approved: actual }));
}

test('a few bad rows are shown and left out', async () => {
  const good = await rows(400);
  const bad = [
    { ...good[0], age: 7 },
    { ...good[1], approved: 'maybe' },
    ...good.slice(0, 9).map(() => ({})),
  ];
  const path = await file('rows.ndjson', [...good.slice(0, 100), ...bad, ...good.slice(100)]);
  const { ok, output, reference } = await baseline([...MODEL, '--data', path]);
  expect(ok).toBe(true);
  expect(reference!.profile.rows).toBe(400);
  const lines = output.split('\n');
  expect(lines[0]).toBe(`${path} line 101: age: expected an integer of 18 to 100 years, got 7`);
  expect(lines[1]).toBe(`${path} line 102: approved: expected one of 0, 1, got "maybe"`);
  expect(lines[2]).toMatch(
    /line 103: age: expected .*, got nothing; income: .*; approved: expected one of 0, 1, got nothing$/,
  );
  expect(lines[10]).toBe('11 of 411 rows left out');
});

test('more than one in twenty is refused, and nothing is written', async () => {
  const good = await rows(190);
  const path = await file('rows.ndjson', [
    ...good,
    ...Array.from({ length: 11 }, () => ({ ...good[0], income: -1 })),
  ]);
  const { ok, output, reference } = await baseline([...MODEL, '--data', path]);
  expect({ ok, reference }).toEqual({ ok: false, reference: undefined });
  expect(output).toContain('expected at most 5 % bad rows, got 11 of 201');
  expect(output).toContain('line 191: income: expected a number of 0 to 10000000');
  expect(output).toContain('and 1 more');
  const enough = await baseline([...MODEL, '--data', await file('rows.ndjson', await rows(99))]);
  expect(enough.output).toContain('expected at least 100 rows, got 99');
});

test('the label may be another column', async () => {
  const named = (await rows(150)).map(({ approved, ...features }) => ({ ...features, granted: approved }));
  const path = await file('rows.ndjson', named);
  expect((await baseline([...MODEL, '--data', path, '--label', 'granted'])).reference!.profile.rows).toBe(
    150,
  );
  const { ok, output } = await baseline([...MODEL, '--data', path]);
  expect(ok).toBe(false);
  expect(output).toContain('approved: expected one of 0, 1, got nothing');
});

test.each([
  [['--model', 'none'], '--model: expected one of churn, loan-approval'],
  [
    ['--model', 'loan-approval', '--from', 'ftp'],
    '--from: expected one of file, s3, postgres, bigquery, got ftp',
  ],
  [MODEL, '--data: expected a file, got nothing'],
])('%j is refused', async (args, message) => {
  const { ok, output } = await baseline(args);
  expect(ok).toBe(false);
  expect(output).toContain(message);
});
