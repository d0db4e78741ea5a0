import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { storedFeatures } from '../../lib/model/text-features.ts';
import { formatReference } from '../../lib/profile/format-reference.ts';
import { correctRows } from '../../lib/profile/profile.ts';
import { parseReference, withHash } from '../../lib/profile/reference.ts';

const MODELS = join(__dirname, '../../models');
const names = readdirSync(MODELS).filter((name) => existsSync(join(MODELS, name, 'reference.json')));

describe.each(names)('reference of %s', (name) => {
  const text = readFileSync(join(MODELS, name, 'reference.json'), 'utf8');
  const reference = parseReference(text, name);
  const definition = JSON.parse(readFileSync(join(MODELS, name, 'model.json'), 'utf8')) as ModelDefinition;

  test('belongs to the model beside it', () => {
    expect(reference).toMatchObject({ model: name, version: definition.version });
    expect(Object.keys(reference.bins.features)).toEqual(
      storedFeatures(definition)
        .filter(({ type, sensitive }) => type !== 'text' && !sensitive)
        .map((feature) => feature.name),
    );
  });

  test('counts every held-out row once in each feature', () => {
    const { rows, features, score, labels } = reference.profile;
    const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0);
    const lines = readFileSync(join(MODELS, name, 'holdout.ndjson'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(rows).toBe(lines.length);
    for (const counts of [...Object.values(features), score.counts]) expect(sum(counts)).toBe(rows);
    for (const counts of Object.values(labels.correct)) expect(sum(counts)).toBe(correctRows(labels));
    expect(reference.performance.correct).toBe(correctRows(labels));
    expect(reference.performance.accuracy).toBeCloseTo(definition.training.accuracy, 2);
  });

  test('is written the same way again', () => expect(formatReference(reference)).toBe(text));
});

test('a changed reference, or one of another format, is refused', () => {
  const contents = { format: 2, model: 'a', version: '1' };
  const reference = withHash(contents as unknown as Parameters<typeof withHash>[0]);
  expect(parseReference(JSON.stringify(reference), 'r')).toEqual(reference);
  const { hash, ...rest } = reference;
  expect(
    parseReference(JSON.stringify({ hash, ...Object.fromEntries(Object.entries(rest).reverse()) }), 'r').hash,
  ).toBe(hash);
  expect(() => parseReference(JSON.stringify({ ...reference, version: '2' }), 'r')).toThrow(
    /^r: expected hash [0-9a-f]{64} of its contents, got [0-9a-f]{64}$/,
  );
  expect(() => parseReference('{"format":1}', 'r')).toThrow('expected a reference of format 2, got format 1');
});
