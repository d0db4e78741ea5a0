import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  findCycle,
  importsOf,
  ROOT,
  resolveImport,
  sources,
  withoutComments,
} from '../support/handler-sources.ts';

const files = sources('functions', 'lib');
const importers = (name: string): string[] =>
  files
    .filter(({ imports }) => imports.some((one) => one === name || one.startsWith(`${name}/`)))
    .map(({ path }) => path);
const relative = ({ path, imports }: (typeof files)[number]): string[] =>
  imports.filter((name) => name.startsWith('.')).map((name) => resolveImport(path, name));

test('the policies see the files and what they import', () => {
  expect(files.length).toBeGreaterThan(80);
  expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
  const code =
    "import type { A } from './a.ts';\nimport 'b';\nexport { c } from \"c\"; await import('./d.ts');";
  expect(importsOf(code)).toEqual(['./a.ts', 'b', 'c', './d.ts']);
  expect(withoutComments("a /* 'b' */ 'c // d' // e\n`f /* g */`")).toBe("a   'c // d'  \n`f /* g */`");
  for (const file of files) {
    for (const path of relative(file))
      expect({ path, exists: existsSync(join(ROOT, path)) }).toEqual({ path, exists: true });
  }
});

test.each([
  ['@aws-sdk/client-s3', ['lib/store/s3-parts.ts', 'lib/store/s3.ts']],
  ['@aws-sdk/client-sqs', ['lib/queue/sqs-dead-letters.ts']],
  ['onnxruntime-node', ['lib/model/session.ts']],
  ['@duckdb/node-api', ['lib/profile/duckdb.ts']],
  ['csv-parse', ['lib/rows/csv-records.ts']],
  ['pg', ['lib/rows/postgres.ts']],
  ['@google-cloud/bigquery', ['lib/rows/bigquery.ts']],
  ['echarts', ['lib/report/chart.ts']],
  ['prom-client', ['lib/metrics/exposition.ts', 'lib/metrics/local.ts']],
  ['@stdlib/math-base-special-gammainc', ['lib/statistics/gamma.ts']],
])('%s is imported by %j only', (name, expected) => {
  expect(importers(name)).toEqual(expected);
});

test('charts are drawn by the nightly function alone: its bundle is the only one that carries ECharts', () => {
  const imported = new Map(files.map((file) => [file.path, relative(file)]));
  const reach = (path: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(path)) return seen;
    seen.add(path);
    for (const next of imported.get(path) ?? []) reach(next, seen);
    return seen;
  };
  const drawing = files.filter(
    ({ path }) => path.startsWith('functions/') && reach(path).has('lib/report/chart.ts'),
  );
  expect(drawing.map(({ path }) => path)).toEqual(['functions/nightly.ts']);
});

test('no third party is imported that package.json does not have', () => {
  const { dependencies } = require(join(ROOT, 'package.json')) as { dependencies: Record<string, string> };
  const others = files.flatMap(({ path, imports }) =>
    imports
      .filter((name) => !/^(\.|node:)/.test(name))
      .map((name) => `${path} ${/^(@[^/]+\/)?[^/]+/.exec(name)![0]}`),
  );
  // Types only: it leaves nothing behind in what runs.
  const unknown = others.filter(
    (entry) => !(entry.split(' ')[1]! in dependencies) && !entry.endsWith(' aws-lambda'),
  );
  expect(unknown).toEqual([]);
  for (const { code } of files) {
    for (const [statement] of code.matchAll(/import[^;]*'aws-lambda'/g))
      expect(statement).toMatch(/^import type/);
  }
});

test('functions import lib, never each other; lib never imports a function, and neither imports anything else', () => {
  const wrong = files.flatMap((file) =>
    relative(file)
      .filter((path) => !path.startsWith('lib/'))
      .map((path) => `${file.path} → ${path}`),
  );
  expect(wrong).toEqual([]);
});

test('there is no import cycle', () => {
  expect(findCycle(new Map(files.map((file) => [file.path, relative(file)])))).toBeUndefined();
});

test('a cycle would be found', () => {
  const graph = { a: ['b'], b: ['c', 'd'], c: [], d: ['e'], e: ['b'] };
  expect(findCycle(new Map(Object.entries(graph)))).toEqual(['b', 'd', 'e', 'b']);
});

test('no barrels and no drawers for everything', () => {
  const names = ['index.ts', 'utils.ts', 'util.ts', 'helpers.ts', 'common.ts', 'misc.ts', 'types.ts'];
  expect(files.filter(({ path }) => names.includes(basename(path))).map(({ path }) => path)).toEqual([]);
  for (const { path, code } of files)
    expect(`${path} ${/^export\s[^;'"=]*\bfrom\s/m.exec(code)?.[0] ?? ''}`).toBe(`${path} `);
});

test('environment variables are read by lib/config.ts only', () => {
  expect(
    files
      .filter(({ code }) => /process\s*\.\s*env|\benv\b.*from 'node:process'/.test(code))
      .map(({ path }) => path),
  ).toEqual(['lib/config.ts']);
});

describe('pure modules', () => {
  const pure = files.filter(
    ({ path }) =>
      /^lib\/(statistics|drift|performance|root-cause|decision|wording)\//.test(path) ||
      /^lib\/(profile\/(bins|coarse|groups|merge|next-double|profile)|nightly\/dates)\.ts$/.test(path) ||
      /^lib\/simulate\/(duration|delay|drift|due-queue|pace)\.ts$/.test(path) ||
      /^lib\/log\/(keys|id|totals|segment|slot|record|seeding)\.ts$/.test(path),
  );

  test('are these', () => {
    expect(pure.length).toBeGreaterThan(10);
  });

  test.each(pure.map((file) => [file.path, file] as const))(
    '%s imports no third party and nothing of Node, and takes time and chance as arguments',
    (_path, { imports, code }) => {
      // A special function is as pure as Math; the table above says which file imports it.
      expect(imports.filter((name) => !/^(\.|@stdlib\/math-base-special-)/.test(name))).toEqual([]);
      expect(code).not.toMatch(
        /Date\.now|new Date\(\)|Math\.random|performance\.|crypto|process\.|\bfetch\(|setTimeout/,
      );
    },
  );

  test('import nothing that is not pure but types', () => {
    const paths = new Set(pure.map(({ path }) => path));
    for (const { path, code } of pure) {
      const statements = [...code.matchAll(/import\s[^;]*from '(\.[^']*)'/g)];
      const impure = statements.filter(
        ([statement, name]) => !statement.startsWith('import type') && !paths.has(resolveImport(path, name!)),
      );
      expect(impure.map(([statement]) => `${path}: ${statement}`)).toEqual([]);
    }
  });
});
