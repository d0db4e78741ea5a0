import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModels } from '../../lib/model/registry.ts';
import { validateOnHoldout } from '../../lib/model/validate-holdout.ts';
import { ROOT } from '../support/handler-sources.ts';

const MODELS = join(ROOT, 'models');

test.each(['loan-approval', 'loan-risk', 'churn', 'loan-refinance', 'sentiment'])(
  '%s answers its held-out rows as when it was trained',
  async (name) => {
    const { agrees, rows, accuracy } = await validateOnHoldout((await readModels(MODELS)).get(name)!);
    expect(agrees).toBe(true);
    expect(rows).toBeGreaterThanOrEqual(3000);
    expect(accuracy).toBeGreaterThan(0.79);
  },
);

describe('in a folder of its own', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
    await cp(join(MODELS, 'loan-risk'), join(directory, 'loan-risk'), { recursive: true });
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  const folder = async () => (await readModels(directory)).get('loan-risk')!;

  test('another model under the same definition is noticed', async () => {
    await cp(join(MODELS, 'loan-approval', 'model.onnx'), join(directory, 'loan-risk', 'model.onnx'));
    const { agrees, accuracy, recorded_accuracy } = await validateOnHoldout(await folder());
    expect(agrees).toBe(false);
    expect(accuracy).toBeLessThan(recorded_accuracy);
  });

  test('no held-out rows are an error', async () => {
    const path = join(directory, 'loan-risk', 'holdout.ndjson');
    expect((await readFile(path, 'utf8')).length).toBeGreaterThan(0);
    await writeFile(path, '\n');
    await expect(validateOnHoldout(await folder())).rejects.toThrow(
      'loan-risk: expected held-out rows, got none',
    );
  });
});
