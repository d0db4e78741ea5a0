import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type * as performance from './performance.ts';
import type * as rootCause from './root-cause.ts';

type Simulations = typeof performance & typeof rootCause;

/**
 * What a simulation answers, run in a process of its own: every look at a global is slow in jest's realm, ten times over
 * for numbers drawn by the million.
 */
export async function simulate<Name extends keyof Simulations>(
  name: Name,
  ...given: Parameters<Simulations[Name]>
): Promise<ReturnType<Simulations[Name]>> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(__dirname, 'run.ts'),
    name,
    JSON.stringify(given),
  ]);
  return JSON.parse(stdout);
}
