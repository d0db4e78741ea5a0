import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { FeatureValues } from '../../lib/log/record.ts';
import { decide } from '../../lib/model/decide.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { buildReference } from '../../lib/profile/build-reference.ts';
import { featureColumns } from '../../lib/profile/columns.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { foldProfiles, type ProfileRow } from '../../lib/profile/fold.ts';
import { labelSource } from '../../lib/profile/label-source.ts';
import type { LabelSource } from '../../lib/profile/label-sql.ts';
import { mergeProfiles } from '../../lib/profile/merge.ts';
import type { ProfileCounts } from '../../lib/profile/profile.ts';
import { profileSql } from '../../lib/profile/sql.ts';
import { identifier, stringLiteral } from '../../lib/profile/sql-text.ts';
import { type NaiveRow, naiveProfile } from '../support/naive-profile.ts';
import { ALPHA } from '../support/nightly-fixture.ts';

const RUNS = 60;

let directory: string;
let database: Database;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  database = await openDatabase(directory);
});

afterAll(async () => {
  database.close();
  await rm(directory, { recursive: true, force: true });
});

/** Few values, so that ties and edges are hit; and the extremes. */
const numbers = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.constantFrom(0, -0, 5e-324, 1e300, -1e300, 0.1, 0.1 + 2 ** -54, 1e-9, 123456789.12345679),
);
const score = fc.oneof(
  fc.constantFrom(0, 0.5, 1, 0.4999999999999999),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const row = fc.record({
  features: fc.record({
    age: fc.integer({ min: 18, max: 30 }),
    'we"ird\'s na/me.$': fc.option(numbers),
    score: numbers,
    purpose: fc.integer({ min: 0, max: 5 }),
    region: fc.option(fc.oneof(fc.constantFrom("o'r", '', '"', 'ä', '\\n'), fc.string({ maxLength: 2 }))),
  }) as fc.Arbitrary<FeatureValues>,
  score,
  others: fc.tuple(score, score),
  actual: fc.constantFrom('0', '1', '2'),
});
const rowsOf = (minLength: number, of: ModelDefinition) =>
  fc
    .array(row, { minLength, maxLength: 120 })
    .map((rows): Required<NaiveRow>[] =>
      rows.map(({ features, score: first, others, actual }) => {
        const { label, score, probabilities } = decide(
          of,
          of.task === 'binary' ? [1 - first, first] : [first, ...others],
        );
        const isClass = of.classes.map(String).includes(actual);
        return { features, score, probabilities, label: String(label), actual: isClass ? actual : '0' };
      }),
    )
    // SQL text cannot hold U+0000, and no request may.
    .filter((rows) => rows.every(({ features }) => !String(features.region).includes('\0')));

const BINARY: ModelDefinition = { ...ALPHA, features: ALPHA.features.slice(0, 5) };
const { positive_class: _, threshold: __, ...ofAnyTask } = BINARY;
const MULTICLASS: ModelDefinition = { ...ofAnyTask, task: 'multiclass', classes: [0, 1, 2] };
const columns = featureColumns(BINARY);

async function profileOf(
  bins: Parameters<typeof profileSql>[0],
  rows: readonly NaiveRow[],
  labels: LabelSource | undefined,
): Promise<ProfileCounts | undefined> {
  const file = join(directory, 'rows.ndjson');
  const lines = rows.map(({ features, ...of }) =>
    JSON.stringify({
      ...of,
      version: '1',
      ...Object.fromEntries(columns.map(({ feature, name }) => [`c_${name}`, features[feature]])),
    }),
  );
  await writeFile(file, lines.map((line) => `${line}\n`).join(''));
  const schema = columns.map(({ name, type }) => `${stringLiteral(`c_${name}`)}: '${type}'`).join(', ');
  const select = columns.map(({ name }) => `${identifier(`c_${name}`)} AS ${identifier(name)}`).join(', ');
  const from = `(SELECT version, label, actual, score, probabilities, ${select} FROM read_json(${stringLiteral(file)},
    format = 'newline_delimited', columns = {version: 'VARCHAR', label: 'VARCHAR', actual: 'VARCHAR', score: 'DOUBLE', probabilities: 'DOUBLE[]', ${schema}})) AS r`;
  const groups = await database.all<ProfileRow>(
    profileSql(bins, { from, columns, ...(labels ? { labels } : {}) }),
  );
  return foldProfiles(bins, columns, groups).get('1');
}

const sorted = (profile: ProfileCounts | undefined): unknown =>
  JSON.parse(JSON.stringify(profile), (_, node) =>
    node !== null && typeof node === 'object' && !Array.isArray(node)
      ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  );

test.each([BINARY, MULTICLASS])(
  '$task: the SQL counts what going through the rows one by one counts, and the parts of any split add up to it',
  async (definition) => {
    const source = labelSource(definition);
    await fc.assert(
      fc.asyncProperty(
        rowsOf(1, definition),
        rowsOf(1, definition),
        fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 4 }),
        fc.boolean(),
        async (referenceRows, rows, cuts, isLabelled) => {
          const labelled = isLabelled ? source : undefined;
          const reference = await buildReference(
            database,
            directory,
            definition,
            referenceRows.map((of) => ({ ...of, label: Number(of.label), actual: Number(of.actual) })),
            'test',
          );
          const { bins } = reference;
          expect(sorted(reference.profile)).toEqual(sorted(naiveProfile(bins, referenceRows, source)));

          const whole = await profileOf(bins, rows, labelled);
          expect(sorted(whole)).toEqual(sorted(naiveProfile(bins, rows, labelled)));

          const bounds = [
            0,
            ...cuts.map((cut) => Math.min(cut, rows.length)).sort((a, b) => a - b),
            rows.length,
          ];
          const parts = bounds.slice(1).map((end, i) => rows.slice(bounds[i], end));
          const profiles = await Promise.all(
            parts.filter((part) => part.length > 0).map(async (part) => naiveProfile(bins, part, labelled)),
          );
          const merged = profiles.reduce((a, b) => mergeProfiles(a, b));
          expect(JSON.stringify(sorted(merged))).toBe(JSON.stringify(sorted(whole)));
          // Whatever the order, also the bytes.
          const reversed = [...profiles].reverse().reduce((a, b) => mergeProfiles(a, b));
          if (profiles.length > 1) expect(JSON.stringify(reversed)).toBe(JSON.stringify(merged));
        },
      ),
      { numRuns: RUNS, seed: 3 },
    );
  },
);

test('profiles over other bins, of other features, or with and without labels do not add up', async () => {
  const row: NaiveRow = { features: {}, label: '1', score: 0.5, probabilities: [0.5, 0.5], actual: '1' };
  const bins = (edges: number[], feature = 'age') => ({
    features: { [feature]: { kind: 'numeric' as const, edges, coarse_edges: edges, quartile_edges: [] } },
    score: { kind: 'numeric' as const, edges: [0.5], coarse_edges: [], quartile_edges: [] },
    paired: [],
  });
  const of = (edges: number[], labelled: boolean, feature?: string) =>
    naiveProfile(bins(edges, feature), [row], labelled ? labelSource(BINARY) : undefined);
  expect(() => mergeProfiles(of([1], false), of([1, 2], false))).toThrow('over the same bins, got 3 and 4');
  expect(() => mergeProfiles(of([1], false), of([1], false, 'income'))).toThrow(
    'the same features, got age and income',
  );
  expect(() => mergeProfiles(of([1], true), of([1], false))).toThrow('with labels or both without');
});
