import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Router } from '../server/router.ts';
import type { Route, Schedule, Table } from '../server/table.ts';
import { parseTimetable } from '../server/timetable.ts';

/** What is read of serverless.yml once osls has resolved it. */
interface Service {
  functions: Record<string, { timeout: number; events?: Record<string, unknown>[] }>;
}

/** The routes and schedules of serverless.yml. @throws Error as `tableOf` */
export async function readTable(root: string): Promise<Table> {
  const args = [join(root, 'node_modules/serverless/bin/serverless.js'), 'print', '--format', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 2 ** 26 });
  return tableOf(JSON.parse(stdout) as Service);
}

/** @throws Error when there is one that a server would not do as AWS does */
export function tableOf({ functions }: Service): Table {
  const routes: Route[] = [];
  const schedules: Schedule[] = [];
  let fallback: string | undefined;
  for (const [name, { events = [] }] of Object.entries(functions)) {
    for (const { httpApi, schedule } of events) {
      if (httpApi === '*') fallback = name;
      else if (httpApi !== undefined) routes.push({ ...routeOf(httpApi), function: name });
      if (schedule !== undefined)
        schedules.push(...schedulesOf(schedule).map((one) => ({ ...one, function: name })));
    }
  }
  if (fallback === undefined)
    throw new Error('serverless.yml: expected a function for httpApi "*", got none');
  new Router(routes, fallback);
  const timeouts = Object.fromEntries(
    Object.entries(functions).map(([name, { timeout }]) => [name, timeout]),
  );
  return { routes, fallback, schedules, timeouts };
}

function routeOf(event: unknown): Pick<Route, 'method' | 'path'> {
  const [method, path] = typeof event === 'string' ? event.split(' ') : [];
  if (method && path) return { method, path };
  throw new Error(`serverless.yml: expected httpApi: <method> <path>, got ${JSON.stringify(event)}`);
}

function schedulesOf(event: unknown): Pick<Schedule, 'expression' | 'event'>[] {
  const {
    rate,
    input = {},
    ...others
  } = (typeof event === 'string' ? { rate: event } : event) as {
    rate: string | string[];
    input?: unknown;
  };
  const [strange] = Object.keys(others);
  if (strange !== undefined)
    throw new Error(`serverless.yml: expected schedule: with rate and input, got ${strange} too`);
  return [rate].flat().map((expression) => {
    parseTimetable(expression);
    return { expression, event: input };
  });
}
