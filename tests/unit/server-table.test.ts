import { readFileSync } from 'node:fs';
import { readTable, tableOf } from '../../infra/bundle/table.ts';

test('what osls reads in serverless.yml is what stands there', async () => {
  const { routes, fallback, schedules, timeouts } = await readTable(process.cwd());
  const text = readFileSync('serverless.yml', 'utf8');
  const written = [...text.matchAll(/^ +- httpApi: (\w+) (\S+)$/gm)].map(
    ([, method, path]) => `${method} ${path}`,
  );
  expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(written);
  expect(routes).toContainEqual({ method: 'POST', path: '/predict', function: 'predict' });
  expect(fallback).toBe('models');
  expect(schedules).toEqual([
    { function: 'nightly', expression: 'cron(15 1 * * ? *)', event: {} },
    { function: 'nightly', expression: 'cron(45 * * * ? *)', event: { hourly: true } },
    { function: 'keeper', expression: 'rate(5 minutes)', event: {} },
    { function: 'outcomes', expression: 'rate(5 minutes)', event: {} },
  ]);
  expect(timeouts).toMatchObject({ predict: 29, nightly: 900 });
});

const rest = { timeout: 1, events: [{ httpApi: '*' }] };

test.each([
  [{ a: { timeout: 1, events: [{ httpApi: 'GET /a' }] } }, 'expected a function for httpApi "*", got none'],
  [{ rest, a: { timeout: 1, events: [{ httpApi: { path: '/a' } }] } }, 'expected httpApi: <method> <path>'],
  [{ rest, a: { timeout: 1, events: [{ httpApi: 'GET /{all+}' }] } }, 'expected a path of names'],
  [{ rest, a: { timeout: 1, events: [{ schedule: 'cron(0 0 1 * ? *)' }] } }, 'got cron(0 0 1 * ? *)'],
  [
    { rest, a: { timeout: 1, events: [{ schedule: { rate: 'rate(1 day)', enabled: false } }] } },
    'got enabled too',
  ],
])('%j is refused', (functions, expected) => {
  expect(() => tableOf({ functions } as never)).toThrow(expected);
});
