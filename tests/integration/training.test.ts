import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../support/handler-sources.ts';

jest.setTimeout(600_000); // the first run installs scikit-learn

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
