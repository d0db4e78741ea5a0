import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { ROOT } from '../support/handler-sources.ts';

test('the Python tests pass: each model is trained again and gives the committed bytes', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'models/train/run.mjs'), 'test'],
    { encoding: 'utf8' },
  );
  const output = `${stdout}${stderr}`;
  expect({ status, output }).toMatchObject({ status: 0 });
  expect(Number(/^Ran (\d+) tests/m.exec(output)?.[1])).toBeGreaterThan(25);
});

test('paths are those of the folder where the user stands', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'rows.csv'), 'age,income\n');
  const args = [join(ROOT, 'models/train/run.mjs'), '--model', 'loan-approval', '--data', 'rows.csv'];
  const env = { ...process.env, INIT_CWD: directory };
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^train: rows\.csv: missing columns loan_amount, .*; got age, income\n$/);
});
