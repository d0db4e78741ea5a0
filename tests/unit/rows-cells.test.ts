import type { Feature } from '../../lib/model/definition.ts';
import { classCell, featureCell } from '../../lib/rows/cells.ts';
import { columnFinder } from '../../lib/rows/column-finder.ts';
import { Reservoir } from '../../lib/rows/reservoir.ts';
import { seededRandom } from '../../lib/statistics/random.ts';
import { handlerModel } from '../support/handler-model.ts';

const feature = (type: Feature['type']): Feature => ({ name: 'x', type, description: '' });

test.each([
  ['35', 35],
  [' 1e3 ', 1000],
  [35n, 35],
  [true, 1],
  [0, 0],
  [Number.NaN, null],
  [undefined, null],
  ['', null],
  [' ', null],
  ['-.5E+1', -5],
  ['5.', 5],
  ['1e999', Number.POSITIVE_INFINITY],
  ['35 years', '35 years'],
  ['0x23', '0x23'],
  ['0b1', '0b1'],
  ['Infinity', 'Infinity'],
  ['NaN', 'NaN'],
])('for a number, %p is %p', (cell, expected) => {
  expect(featureCell(feature('number'), cell)).toBe(expected);
  expect(featureCell(feature('integer'), cell)).toBe(expected);
});

test('for a string or a text, cells stay as they are; a blank one is no string', () => {
  for (const cell of ['35', ' a', 35, true]) expect(featureCell(feature('string'), cell)).toBe(cell);
  for (const cell of ['', ' ', undefined]) expect(featureCell(feature('string'), cell)).toBe(null);
  for (const cell of ['', ' ']) expect(featureCell(feature('text'), cell)).toBe(cell);
  expect(featureCell(feature('text'), undefined)).toBe(null);
});

test.each([
  [1, 1],
  ['1', 1],
  ['1.0', 1],
  [1n, 1],
  [true, 1],
  [false, 0],
  ['', undefined],
  ['0x1', undefined],
  [null, undefined],
  [undefined, undefined],
  ['yes', undefined],
  [2, undefined],
  [Number.NaN, undefined],
  [[1], undefined],
  [['1'], undefined],
  [{}, undefined],
])('of the classes 0 and 1, %p is %p', (cell, expected) => {
  expect(classCell(handlerModel(), cell)).toBe(expected);
});

test('of classes that are words, only the word is one', () => {
  const model = handlerModel({ classes: ['negative', 'positive'], positive_class: 'positive' });
  for (const cell of ['positive', ' positive  ']) expect(classCell(model, cell)).toBe('positive');
  for (const cell of ['Positive', 1, true, null]) expect(classCell(model, cell)).toBeUndefined();
});

test('a column is found as written, else by the only name that differs in case and spaces', () => {
  const find = columnFinder(['age', ' Income', 'TERM', 'term']);
  expect(['age', 'AGE', 'income', 'TERM', 'term', 'Term', 'score'].map(find)).toEqual([
    ...['age', 'age', ' Income', 'TERM', 'term', undefined, undefined],
  ]);
});

describe('a reservoir', () => {
  test('holds all of a short stream, in order', () => {
    const sample = new Reservoir<number>(5, seededRandom('short'));
    for (const item of [1, 2, 3]) sample.add(item);
    expect([sample.seen, sample.items]).toEqual([3, [1, 2, 3]]);
  });

  test('of a longer one holds each item equally often', () => {
    const [items, capacity, draws] = [20, 5, 20_000];
    const random = seededRandom('longer');
    const held = new Array<number>(items).fill(0);
    for (let draw = 0; draw < draws; draw++) {
      const sample = new Reservoir<number>(capacity, random);
      for (let item = 0; item < items; item++) sample.add(item);
      expect(sample.items).toHaveLength(capacity);
      for (const item of sample.items) held[item]! += 1;
    }
    // Five standard deviations of a binomial count.
    const share = capacity / items;
    const tolerance = 5 * Math.sqrt(draws * share * (1 - share));
    for (const count of held) expect(Math.abs(count - draws * share)).toBeLessThan(tolerance);
  });
});
