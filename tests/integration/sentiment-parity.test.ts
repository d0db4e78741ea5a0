import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModels } from '../../lib/model/registry.ts';
import { openSession, type Session } from '../../lib/model/session.ts';

const FOLDER = 'models/sentiment';
const TOLERANCE = 1e-6;

interface Row {
  features: { text: string };
}

const lines = (file: string): Row[] =>
  readFileSync(join(FOLDER, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);

let session: Session;
beforeAll(async () => {
  const { definition, directory } = (await readModels('models')).get('sentiment')!;
  session = await openSession({ directory, definition });
});

test('the golden texts are the hard ones', () => {
  const texts = lines('golden.ndjson').map(({ features }) => features.text);
  for (const hard of ['', '\0', '😀', 'zxqv wvutq', 'GOOD', 'not\0good']) expect(texts).toContain(hard);
  expect(Math.max(...texts.map((text) => text.length))).toBeGreaterThan(50_000);
});

test('a text scores the same alone and among many, in whatever order', async () => {
  const rows = lines('unseen.ndjson').slice(0, 250);
  const together = await session.predict(rows.map(({ features }) => features));
  expect(together).toHaveLength(250);
  for (const i of [0, 99, 100, 101, 249]) {
    const [alone] = await session.predict([rows[i]!.features]);
    expect(Math.abs(alone!.score - together[i]!.score)).toBeLessThanOrEqual(TOLERANCE);
  }
});

test('texts of nothing known are all the same', async () => {
  const scores = (await session.predict(['', 'zxqv', '😀', '\0'].map((text) => ({ text })))).map(
    ({ score }) => score,
  );
  expect(new Set(scores).size).toBe(1);
});

test('2,000 texts at once take little more memory than 100', () => {
  // In a process of its own, whose greatest memory is that of these texts; it grows by 320 MiB in one run of the model.
  const code = `
    import { readModels } from './lib/model/registry.ts';
    import { openSession } from './lib/model/session.ts';
    const session = await openSession((await readModels('models')).get('sentiment'));
    const texts = (count) => Array.from({ length: count }, (_, i) => ({ text: 'good movie ' + i }));
    await session.predict(texts(100));
    const before = process.resourceUsage().maxRSS;
    await session.predict(texts(2_000));
    console.log(process.resourceUsage().maxRSS - before);`;
  const node = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', code];
  const { stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^\d+\n$/), stderr: '' });
  expect(Number(stdout) / 1024).toBeLessThan(100);
});
