import fc from 'fast-check';
import type { Feature } from '../../lib/model/definition.ts';
import { readModels } from '../../lib/model/registry.ts';
import { validateRow } from '../../lib/model/validate.ts';
import { rowSchema } from '../../lib/openapi/row-schema.ts';
import { handlerModel } from '../support/handler-model.ts';
import { accepts } from '../support/json-schema.ts';

const FLOAT32 = 2 ** 128 - 2 ** 103;
const NUMBERS = [0, -0, 1, -1, 0.5, 2, 3, 1e-50, 3.4028234663852886e38, FLOAT32, -FLOAT32, 1e300];
const TEXTS = ['', 'a', 'ab', '👍', '👍é尺', '\ud800', 'x\udfff', '\udc00\ud800', 'a\0b', 'null', '1'];

/** Bounds between which some of the numbers and lengths above lie, on which some do, and outside which others do. */
const range = fc.tuple(fc.constantFrom(-1, 0, 0.5, 1), fc.constantFrom(1, 2, 3, 2.5, FLOAT32, 1e300));
const flags = {
  description: fc.constant(''),
  nullable: fc.boolean(),
  closed: fc.boolean(),
};
const feature = (
  type: Feature['type'][],
  categories: (number | string)[],
): fc.Arbitrary<Omit<Feature, 'name'>> =>
  fc.record(
    {
      type: fc.constantFrom(...type),
      range,
      categories: fc.subarray(categories, { minLength: 1 }),
      ...flags,
    },
    { requiredKeys: ['type', 'description'] },
  );
const features = fc
  .array(fc.oneof(feature(['number', 'integer'], NUMBERS), feature(['string', 'text'], TEXTS)), {
    minLength: 1,
    maxLength: 3,
  })
  .map((list) => list.map((one, i): Feature => ({ ...one, name: ['a', 'b', 'c'][i]! })));

const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>(...NUMBERS, ...TEXTS) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, true, [], [1], {}, { a: 1 }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
);
const fields = ['a', 'b', 'c', 'instances', 'x', 'constructor', 'toString'];
const row = fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 4 });

test('the JSON Schema of a model accepts exactly the rows that validateRow accepts', () => {
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(features, row, (list, values) => {
      const definition = handlerModel({ features: list });
      const accepted = validateRow(definition, values).problems.length === 0;
      seen[accepted ? 'accepted' : 'refused']++;
      expect({ accepted: accepts(rowSchema(definition), values) }).toEqual({ accepted });
    }),
    { numRuns: 10_000 },
  );
  // Neither way by never getting there.
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(200);
});

test('so it does for one value of one feature, for every feature with every value', () => {
  const one = fc.oneof(feature(['number', 'integer'], NUMBERS), feature(['string', 'text'], TEXTS));
  fc.assert(
    fc.property(one, (given) => {
      const definition = handlerModel({ features: [{ ...given, name: 'a' }] });
      const schema = rowSchema(definition);
      for (const a of [...NUMBERS, ...TEXTS, null, true, [], {}]) {
        const accepted = validateRow(definition, { a }).problems.length === 0;
        expect({ a, accepted: accepts(schema, { a }) }).toEqual({ a, accepted });
      }
    }),
    { numRuns: 1_000 },
  );
});

test('and for each model there is, around a row that is right', async () => {
  for (const { definition, directory } of (await readModels('models')).values()) {
    const { readFileSync } = await import('node:fs');
    const [line] = readFileSync(`${directory}/holdout.ndjson`, 'utf8').split('\n');
    const right = (JSON.parse(line!) as { features: Record<string, unknown> }).features;
    const schema = rowSchema(definition);
    expect(accepts(schema, right)).toBe(true);
    for (const { name, range: [least, greatest] = [0, 1] } of definition.features) {
      const { [name]: _, ...without } = right;
      const ends = [least - 1, least, least + 0.5, greatest, greatest + 1];
      for (const changed of [
        without,
        ...[...ends, ...NUMBERS, ...TEXTS, null, true].map((v) => ({ ...right, [name]: v })),
      ]) {
        const accepted = validateRow(definition, changed).problems.length === 0;
        expect({ changed, accepted: accepts(schema, changed) }).toEqual({ changed, accepted });
      }
    }
  }
});
