import type { Feature, ModelDefinition } from '../../lib/model/definition.ts';
import { applyDrift } from '../../lib/simulate/apply-drift.ts';
import { parseDrift } from '../../lib/simulate/drift.ts';
import type { SimulatedRow } from '../../lib/simulate/row.ts';
import { seededRandom } from '../../lib/statistics/random.ts';

const FEATURES = (
  [
    { name: 'income', type: 'number', range: [0, 100_000] },
    { name: 'age', type: 'integer', range: [18, 100], nullable: true },
    { name: 'purpose', type: 'integer', categories: [0, 1, 2] },
    { name: 'region', type: 'string', categories: ['north', 'a=b'], nullable: true },
    { name: 'tier', type: 'string', categories: ['low', 'high'], closed: true },
    { name: 'text', type: 'text' },
  ] as Omit<Feature, 'description'>[]
).map((feature): Feature => ({ ...feature, description: '' }));
const DEFINITION = { name: 'm', features: FEATURES } as ModelDefinition;
const feature = (name: string): Feature => FEATURES.find((one) => one.name === name)!;

const ROWS: SimulatedRow[] = Array.from({ length: 1000 }, (_, i) => ({
  features: {
    income: 50 * i,
    age: i % 4 === 0 ? null : 18 + (i % 60),
    purpose: i % 10 === 0 ? 2 : 1,
    region: null,
  },
  actual: i % 2,
}));

function drifted(text: string, deviations: Record<string, number | null> = {}): SimulatedRow[] {
  return applyDrift(ROWS, parseDrift(text, DEFINITION), deviations, seededRandom('drift')).rows;
}
const column = (rows: readonly SimulatedRow[], name: string): unknown[] =>
  rows.map(({ features }) => features[name]);

test.each([
  ['income:+0.5sd', { feature: feature('income'), by: 0.5, unit: 'sd' }],
  ['income:-10000', { feature: feature('income'), by: -10_000, unit: 'absolute' }],
  ['age:-1.5e1', { feature: feature('age'), by: -15, unit: 'absolute' }],
  ['age:null=0.25', { feature: feature('age'), value: null, share: 0.25 }],
  ['purpose:2=1', { feature: feature('purpose'), value: 2, share: 1 }],
  ['region:a=b=0', { feature: feature('region'), value: 'a=b', share: 0 }],
  ['region:new: one=.5', { feature: feature('region'), value: 'new: one', share: 0.5 }],
])('%s is read', (text, expected) => {
  expect(parseDrift(text, DEFINITION)).toEqual(expected);
});

test.each([
  ['income', 'expected <feature>:<change> with a feature of m, income, age,'],
  ['salary:+1', 'expected <feature>:<change> with a feature of m, income, age,'],
  ['income:10000', 'income: expected a shift with its sign, as +0.5sd or -10000; got "10000"'],
  ['income:+1%', 'got "+1%"'],
  ['income:null=0.5', 'income: expected a shift'],
  ['income:5=0.5', 'income: expected a shift'],
  [
    'purpose:+1',
    'purpose: expected <value>=<share> with a value, one of 0, 1, 2, and a share of 0 to 1; got',
  ],
  ['purpose:7=0.5', 'one of 0, 1, 2'],
  [
    'region:north=1.1',
    'region: expected <value>=<share> with a value and a share of 0 to 1, or null=<share>',
  ],
  ['tier:middle=0.5', 'one of low, high'],
  ['text:+1', 'text: expected another feature'],
])('%s is refused', (text, message) => {
  expect(() => parseDrift(text, DEFINITION)).toThrow(message);
});

test('a number is shifted in its unit or in standard deviations, within its range, and nothing else is', () => {
  const before = structuredClone(ROWS);
  const expected = ROWS.map((row) => ({
    ...row,
    features: { ...row.features, income: Math.max(0, (row.features.income as number) - 10_000) },
  }));
  expect(drifted('income:-10000')).toEqual(expected);
  expect(drifted('income:-0.5sd', { income: 20_000 })).toEqual(expected);
  expect(ROWS).toEqual(before);
  const { told } = applyDrift(ROWS, parseDrift('income:-10000', DEFINITION), {}, seededRandom(''));
  expect(told).toBe('income -10000 in 1000 of 1000 rows, 200 of them only to the bounds of 0 to 100000');
  expect(() => drifted('income:+1sd', { income: null })).toThrow('expected a standard deviation of income');
});

test('integers stay integers, and what is missing stays missing', () => {
  const expected = column(ROWS, 'age').map((age) => (age === null ? null : (age as number) + 2));
  expect(column(drifted('age:+0.4sd', { age: 5.2 }), 'age')).toEqual(expected);
});

test.each([
  ['purpose', 2, 0.6, 100],
  ['purpose', 2, 0.01, 100],
  ['purpose', 1, 0, 900],
  ['age', null, 0.5, 250],
  ['region', 'north', 0.123, 0],
])('%s is %s in a share of %d, with no more rows changed than that takes', (name, value, share, before) => {
  const after = column(drifted(`${name}:${value}=${share}`), name);
  expect(after.filter((one) => one === value)).toHaveLength(share * 1000);
  const changed = after.filter((one, i) => one !== ROWS[i]!.features[name]);
  expect(changed).toHaveLength(Math.abs(share * 1000 - before));
  const known = new Set([...column(ROWS, name), value]);
  expect(after.every((one) => known.has(one))).toBe(true);
});

test('there must be another value to put in the place of one that is taken out', () => {
  expect(() => drifted('region:null=0.5')).toThrow('expected rows with another value of region than null');
});
