import type { Feature } from '../../lib/model/definition.ts';
import { readModels } from '../../lib/model/registry.ts';
import { validateRow } from '../../lib/model/validate.ts';
import { parseDraft } from '../../web/src/views/try/draft.ts';
import { fieldOf } from '../../web/src/views/try/field.ts';
import { placeErrors } from '../../web/src/views/try/field-errors.ts';
import { rowOf, textsOf } from '../../web/src/views/try/row.ts';

const feature = (change: Partial<Feature>): Feature => ({
  name: 'loan_term',
  type: 'integer',
  description: 'Time to repay',
  ...change,
});

describe('a field of a form', () => {
  test.each<[string, Partial<Feature>, object]>([
    ['a number', { type: 'number' }, { control: 'number', label: 'Loan term', optional: false }],
    [
      'a number with range and unit',
      { range: [1, 10_000_000], unit: 'USD' },
      { control: 'number', hint: 'Time to repay, 1 to 10,000,000 USD' },
    ],
    ['a number that may be negative', { range: [-1, 1] }, { control: 'number', keyboard: 'text' }],
    ['a number of any size', {}, { keyboard: 'text' }],
    ['a number that may not', { range: [0, 1] }, { keyboard: 'decimal' }],
    ['a number with a unit alone', { unit: 'months' }, { hint: 'Time to repay, months' }],
    ['a number of which nothing is known', { description: '' }, { hint: '' }],
    ['one that may be missing', { nullable: true }, { optional: true }],
    [
      'a text',
      { type: 'text', range: [1, 500] },
      { control: 'text', hint: 'Time to repay, 1 to 500 characters' },
    ],
    ['a string', { type: 'string' }, { control: 'line' }],
    [
      'codes with names',
      { categories: [0, 1], category_names: { '0': 'none' } },
      {
        control: 'choice',
        open: false,
        options: [
          { value: '0', label: 'none' },
          { value: '1', label: '1' },
        ],
      },
    ],
    ['words', { type: 'string', categories: ['a'] }, { control: 'choice', open: true }],
    ['words and no others', { type: 'string', categories: ['a'], closed: true }, { open: false }],
    ['a name in capitals', { name: 'ON_NET' }, { label: 'ON NET' }],
    [
      'a category that every object has',
      { categories: [0], category_names: {} },
      { options: [{ value: '0', label: '0' }] },
    ],
  ])('%s', (_, change, expected) => {
    expect(fieldOf(feature(change))).toMatchObject(expected);
  });
});

describe('the row that is sent', () => {
  const features: Feature[] = [
    feature({ name: 'n', type: 'number' }),
    feature({ name: 'o', type: 'number', nullable: true }),
    feature({ name: 's', type: 'string' }),
    feature({ name: 't', type: 'text' }),
  ];

  test.each([
    ['7', 7],
    [' 7.5 ', 7.5],
    ['-.5', -0.5],
    ['\u22122', -2],
    ['1e3', 1000],
    ['1,5', '1,5'],
    ['0x10', '0x10'],
    ['Infinity', 'Infinity'],
    ['seven', 'seven'],
    ['1e999', '1e999'],
  ])('a number that is written as "%s" is sent as %j', (text, expected) => {
    expect(rowOf(features, { n: text }).n).toBe(expected);
  });

  test('what is empty is left out, and nothing where that is allowed; texts stay as they are', () => {
    expect(rowOf(features, { n: '', o: ' ', s: '7', t: ' a\n' })).toEqual({ o: null, s: '7', t: ' a\n' });
  });

  test('every example of every model fills a form that sends it again, and the model takes it', async () => {
    const models = [...(await readModels('models')).values()];
    for (const { definition } of models) {
      expect(definition.examples!.length).toBeGreaterThan(1);
      for (const example of definition.examples!) {
        const row = rowOf(definition.features, textsOf(definition.features, example));
        expect(row).toEqual(example);
        expect(validateRow(definition, row).problems).toEqual([]);
      }
    }
  });
});

test.each([
  [null, { a: '', b: '' }],
  ['{', { a: '', b: '' }],
  ['[1]', { a: '', b: '' }],
  ['{"a":"7","b":8,"c":"9"}', { a: '7', b: '' }],
])('a draft that was written as %j fills the fields that there are', (text, expected) => {
  expect(parseDraft([feature({ name: 'a' }), feature({ name: 'b' })], text)).toEqual(expected);
});

describe('what is wrong', () => {
  const error = (pointer: string, detail = 'wrong') => ({ pointer, detail });

  test.each([
    ['/a', 'a'],
    ['/a~1b', 'a/b'],
    ['/a~0b', 'a~b'],
    ['/a~01b', 'a~1b'],
  ])('%s is at its field', (pointer, field) => {
    const placed = placeErrors({ errors: [error(pointer)] }, [field]);
    expect([...placed.byField]).toEqual([[field, 'wrong']]);
    expect(placed.others).toEqual([]);
  });

  test.each(['', 'a', '/b', '/a/b', '/instances/0/a'])('"%s" is at none', (pointer) => {
    const placed = placeErrors({ errors: [error(pointer)] }, ['a']);
    expect(placed.byField.size).toBe(0);
    expect(placed.others).toEqual([error(pointer)]);
  });

  test('two at one field are said together', () => {
    const placed = placeErrors({ errors: [error('/a', 'one'), error('/a', 'two')] }, ['a']);
    expect(placed.byField.get('a')).toBe('one; two');
  });
});
