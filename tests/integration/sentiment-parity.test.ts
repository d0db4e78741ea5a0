import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModels } from '../../lib/model/registry.ts';
import { openSession, type Session } from '../../lib/model/session.ts';

jest.setTimeout(60_000); // other suites share the processors

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
