import type { ModelDefinition } from '../../lib/model/definition.ts';
import type { SourceRow } from '../../lib/rows/row-source.ts';
import { fileRows, type Label } from '../../lib/simulate/file-rows.ts';
import { plannedOutcomes, planOutcomes } from '../../lib/simulate/plan.ts';
import { sampleRows } from '../../lib/simulate/sample.ts';
import { seededRandom } from '../../lib/statistics/random.ts';

const ALL = Array.from({ length: 100 }, (_, i) => ({
  features: { x: i },
  actual: i % 3 ? i % 2 : undefined,
}));

async function* inParts() {
  yield ALL.slice(0, 30);
  yield [];
  yield ALL.slice(30);
}

const sample = async (count: number | undefined, seed = 'a') =>
  (await sampleRows(inParts(), count, seededRandom(seed))).rows.map(({ features }) => features.x as number);

test('all rows, a part of them in order, or more than there are with replacement', async () => {
  const all = ALL.map(({ features }) => features.x);
  expect(await sample(undefined)).toEqual(all);
  expect(await sample(100)).toEqual(all);
  const some = await sample(40);
  expect(new Set(some).size).toBe(40);
  expect(some).toEqual([...some].sort((a, b) => a - b));
  expect(await sample(40)).toEqual(some);
  expect(await sample(40, 'b')).not.toEqual(some);
  const many = await sample(1000);
  expect(many).toHaveLength(1000);
  const least = Math.min(...all.map((x) => many.filter((one) => one === x).length));
  expect(least).toBeLessThan(10); // as many of each would not be drawn with replacement
  expect(new Set(many).size).toBe(100);
});

test('a source without rows is an error', async () => {
  async function* none() {
    yield [];
  }
  await expect(sampleRows(none(), 5, Math.random)).rejects.toThrow('expected rows to send, got none');
});

test('outcomes are a share of those that are known, with delays of their own', () => {
  const plan = (seed: string) => planOutcomes(ALL, 0.5, (random) => 1 + random(), seededRandom(seed));
  const planned = plan('a').filter(({ delay }) => delay !== undefined);
  expect(planned).toHaveLength(33); // of 66
  expect(planned.every(({ actual }) => actual !== undefined)).toBe(true);
  expect(new Set(planned.map(({ delay }) => delay)).size).toBe(33);
  expect(plan('a')).toEqual(plan('a'));
  expect(plan('b')).not.toEqual(plan('a'));
  expect(plannedOutcomes(planOutcomes(ALL, 0.5, () => 90_000, seededRandom('a')))).toBe(
    '33 outcomes, at most 1.5 m late',
  );
});

describe('rows of a file', () => {
  const definition: Pick<ModelDefinition, 'features' | 'classes'> = {
    features: [
      { name: 'age', type: 'integer', description: '', range: [18, 100] },
      { name: 'city', type: 'string', description: '', nullable: true },
    ],
    classes: [0, 1],
  };
  const LABEL: Label = { column: 'approved', isRequired: false };

  async function read(columns: string[] | undefined, cells: SourceRow[], label = LABEL) {
    const refused: string[] = [];
    const source = {
      name: 'a file',
      columns,
      rows: async function* () {
        yield cells;
      },
      close: async () => undefined,
    };
    const rows = [];
    for await (const part of fileRows(definition, source, label, (at, why) => refused.push(`${at}: ${why}`)))
      rows.push(...part);
    return { rows, refused };
  }

  test('are sent as they are, with the label where there is one', async () => {
    const { rows, refused } = await read(
      ['AGE', 'approved', 'note'],
      [
        { at: 'line 2', cells: { AGE: '35', approved: '1', note: 'x' } },
        { at: 'line 3', cells: { AGE: '7', approved: null } },
        { at: 'line 4', cells: { AGE: 'old', approved: 'maybe' } },
        { at: 'line 4, again', cells: { AGE: '36', approved: ' ' } },
        { at: 'line 5', unreadable: 'expected 3 cells, got 2' },
      ],
    );
    expect(rows).toEqual([
      { features: { age: 35, city: null }, actual: 1 },
      { features: { age: 7, city: null }, actual: undefined },
      { features: { age: 'old', city: null }, actual: undefined },
      { features: { age: 36, city: null }, actual: undefined },
    ]);
    expect(refused).toEqual([
      'a file line 4: approved: expected one of 0, 1; sent without an outcome',
      'a file line 5: expected 3 cells, got 2',
    ]);
  });

  test('need no label, unless it was named', async () => {
    const rows: SourceRow[] = [{ at: 'row 1', cells: { age: 40n, city: 'Oslo' } }];
    expect((await read(['age', 'city'], rows)).rows).toEqual([
      { features: { age: 40, city: 'Oslo' }, actual: undefined },
    ]);
    await expect(read(['age'], rows, { column: 'was', isRequired: true })).rejects.toThrow(
      'a file: expected the columns was too, got age',
    );
    await expect(read(['city'], rows)).rejects.toThrow('expected the columns age too, got city');
  });
});
