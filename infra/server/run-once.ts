import type { Logger } from '../../lib/runtime/logger.ts';
import { contextOf, type Functions, stopAll } from './functions.ts';
import type { Table } from './table.ts';

/** Runs one scheduled function to its end, as a CronJob does. @returns the exit code */
export async function runOnce(
  name: string,
  event: unknown,
  { schedules, timeouts }: Table,
  functions: Functions,
  logger: Logger,
): Promise<number> {
  const scheduled = [...new Set(schedules.map((schedule) => schedule.function))];
  if (!scheduled.includes(name)) {
    logger('error', `--run: expected one of ${scheduled.join(', ')}, got ${name}`);
    return 2;
  }
  try {
    const result = await functions[name]!(event, contextOf(timeouts[name]!));
    logger('info', 'the run is over', { function: name, result });
    return 0;
  } catch (error) {
    logger('error', 'the run failed', { function: name, error });
    return 1;
  } finally {
    await stopAll(functions);
  }
}
