import type { Feature } from '../../lib/model/definition.ts';
import { readModels } from '../../lib/model/registry.ts';
import { type FieldProblem, validateRow } from '../../lib/model/validate.ts';
import { handlerModel } from '../support/handler-model.ts';

const validate = (feature: Partial<Feature>, row: Record<string, unknown>) =>
  validateRow(handlerModel({ features: [{ name: 'f', type: 'number', description: '', ...feature }] }), row);
const parsed = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe('accepted', () => {
  test.each<[string, Partial<Feature>, string, number | string | null]>([
    ['a number', {}, '{"f":1.5}', 1.5],
    ['zero', {}, '{"f":0}', 0],
    ['a number at its lower bound', { range: [-1, 2] }, '{"f":-1}', -1],
    ['a number at its upper bound', { range: [-1, 2] }, '{"f":2}', 2],
    ['the largest float32', {}, '{"f":3.4028234663852886e38}', 3.4028234663852886e38],
    ['a number too small for float32, which becomes 0 there', {}, '{"f":1e-50}', 1e-50],
    ['an integer', { type: 'integer' }, '{"f":3}', 3],
    ['an integer written as 3.0', { type: 'integer' }, '{"f":3.0}', 3],
    ['a known code', { type: 'integer', categories: [0, 1] }, '{"f":1}', 1],
    ['an unknown code of an open feature', { type: 'integer', categories: [0], closed: false }, '{"f":7}', 7],
    ['an unknown category of strings', { type: 'string', categories: ['a'] }, '{"f":"b"}', 'b'],
    [
      'a known category of a closed feature',
      { type: 'string', categories: ['a'], closed: true },
      '{"f":"a"}',
      'a',
    ],
    ['an empty string', { type: 'string' }, '{"f":""}', ''],
    [
      'a text whose length is counted in characters',
      { type: 'text', range: [1, 3] },
      '{"f":"👍é尺"}',
      '👍é尺',
    ],
    ['a text with U+0000', { type: 'text', range: [3, 3] }, '{"f":"a\\u0000b"}', 'a\0b'],
    ['null where a value may be missing', { nullable: true }, '{"f":null}', null],
    ['nothing where a value may be missing', { nullable: true }, '{}', null],
    ['nothing for a nullable code', { type: 'integer', categories: [0], nullable: true }, '{}', null],
  ])('%s', (_, feature, row, value) => {
    expect(validate(feature, parsed(row))).toEqual({ values: { f: value }, problems: [] });
  });
});

describe('refused, saying what was expected and what came', () => {
  test.each<[string, Partial<Feature>, string, FieldProblem['check'], string]>([
    ['missing', {}, '{}', 'missing_feature', 'expected a number, got nothing'],
    ['null', {}, '{"f":null}', 'missing_feature', 'expected a number, got nothing'],
    [
      'missing though every object has it',
      { name: 'constructor' },
      '{}',
      'missing_feature',
      'expected a number, got nothing',
    ],
    ['a boolean', {}, '{"f":true}', 'wrong_type', 'expected a number, got true'],
    ['a number in quotes', {}, '{"f":"1"}', 'wrong_type', 'expected a number, got "1"'],
    ['an array', {}, '{"f":[1]}', 'wrong_type', 'expected a number, got an array'],
    ['an object', {}, '{"f":{"a":1}}', 'wrong_type', 'expected a number, got an object'],
    ['a number for a string', { type: 'string' }, '{"f":1}', 'wrong_type', 'expected a string, got 1'],
    [
      'a boolean for a code',
      { type: 'integer', categories: [0, 1] },
      '{"f":true}',
      'wrong_type',
      'expected one of 0, 1, got true',
    ],
    [
      'a fraction',
      { type: 'integer', range: [0, 9] },
      '{"f":1.5}',
      'wrong_type',
      'expected an integer of 0 to 9, got 1.5',
    ],
    ['1e999', {}, '{"f":1e999}', 'not_finite', 'expected a number, got Infinity'],
    [
      '-1e999 for an integer',
      { type: 'integer' },
      '{"f":-1e999}',
      'not_finite',
      'expected an integer, got -Infinity',
    ],
    ['1e39, which is infinite as float32', {}, '{"f":1e39}', 'not_finite', 'expected a number, got 1e+39'],
    [
      'below the range',
      { range: [0, 1], unit: 'USD' },
      '{"f":-0.0001}',
      'out_of_range',
      'expected a number of 0 to 1 USD, got -0.0001',
    ],
    [
      'above the range',
      { range: [0, 1] },
      '{"f":1.0000000001}',
      'out_of_range',
      'expected a number of 0 to 1, got 1.0000000001',
    ],
    [
      'an unknown code',
      { type: 'integer', categories: [0, 1] },
      '{"f":2}',
      'unknown_category',
      'expected one of 0, 1, got 2',
    ],
    [
      'an unknown category of a closed feature',
      { type: 'string', categories: ['a', 'b'], closed: true },
      '{"f":"c"}',
      'unknown_category',
      'expected one of a, b, got "c"',
    ],
    [
      'a category that every object has',
      { type: 'string', categories: ['a'], closed: true },
      '{"f":"constructor"}',
      'unknown_category',
      'expected one of a, got "constructor"',
    ],
    [
      'a string with the first half of a surrogate pair',
      { type: 'string', nullable: true },
      '{"f":"DAKAR \\ud800"}',
      'wrong_type',
      'expected a string, got "DAKAR \\ud800", which has half of a surrogate pair',
    ],
    [
      'a text with the second half, the right way round elsewhere',
      { type: 'text', sensitive: 'drop' },
      '{"f":"\\ud83d\\udc4d \\udc4d\\ud83d"}',
      'wrong_type',
      'expected a text, got "👍 \\udc4d\\ud83d", which has half of a surrogate pair',
    ],
    [
      'a text of too many characters',
      { type: 'text', range: [1, 3] },
      '{"f":"👍👍👍👍"}',
      'out_of_range',
      'expected a text of 1 to 3 characters, got "👍👍👍👍"',
    ],
    [
      'an empty text',
      { type: 'text', range: [1, 3] },
      '{"f":""}',
      'out_of_range',
      'expected a text of 1 to 3 characters, got ""',
    ],
  ])('%s', (_, feature, row, check, detail) => {
    const name = feature.name ?? 'f';
    const { problems, values } = validate(feature, parsed(row));
    expect(problems).toEqual([{ field: name, feature: name, check, detail }]);
    expect(values).toEqual({});
  });

  test.each(['g', 'F', 'f ', '', '__proto__', 'constructor', 'toString', 'instances'])(
    'the unknown field %j',
    (field) => {
      const { problems, values } = validate({}, parsed(`{"f":1,${JSON.stringify(field)}:2}`));
      const detail = `expected only f; got ${JSON.stringify(field)}`;
      expect(problems).toEqual([{ field, feature: null, check: 'unknown_feature', detail }]);
      expect(values).toEqual({ f: 1 });
      expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
    },
  );
});

test('every problem is listed at once, in the order of the features, unknown fields last', () => {
  const features: Feature[] = [
    { name: 'a', type: 'number', description: '' },
    { name: 'b', type: 'integer', description: '', range: [0, 9] },
    { name: 'c', type: 'string', description: '', categories: ['x'], closed: true },
    { name: 'd', type: 'number', description: '' },
  ];
  const { problems, values } = validateRow(handlerModel({ features }), { y: 1, d: 4, c: 'z', b: 10, x: 1 });
  expect(problems.map(({ field, check }) => `${field} ${check}`)).toEqual([
    'a missing_feature',
    'b out_of_range',
    'c unknown_category',
    'y unknown_feature',
    'x unknown_feature',
  ]);
  expect(values).toEqual({ d: 4 });
});

test('a long value or field name is not sent back', () => {
  const long = 'secret '.repeat(20_000);
  const { problems } = validate({}, { f: long, [long]: 1 });
  expect(problems[0]!.detail).toBe(`expected a number, got a string of ${long.length} characters`);
  expect(JSON.stringify(problems).length).toBeLessThan(600);
});

test('no model takes strings of any length, for they are stored', async () => {
  const strings = [...(await readModels('models')).values()].flatMap(({ definition }) =>
    definition.features.filter(({ type }) => type === 'string'),
  );
  expect(strings.length).toBeGreaterThan(3);
  for (const feature of strings) {
    for (const value of ['', '👍'.repeat(100), ...(feature.categories as string[])])
      expect(validate({ ...feature, name: 'f' }, { f: value }).problems).toEqual([]);
    expect(validate({ ...feature, name: 'f' }, { f: 'x'.repeat(101) }).problems).toEqual([
      expect.objectContaining({
        check: 'out_of_range',
        detail: 'expected a string of 0 to 100 characters, got a string of 101 characters',
      }),
    ]);
  }
});
