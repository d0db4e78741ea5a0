import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig, readServerConfig } from '../../lib/config.ts';
import { consoleLogger as logger } from '../../lib/runtime/logger.ts';
import { ApiServer } from './api-server.ts';
import { readArguments, USAGE } from './arguments.ts';
import { type Functions, stopAll } from './functions.ts';
import { runOnce } from './run-once.ts';
import { Scheduler } from './scheduler.ts';
import type { Table } from './table.ts';

/** Answers take less. A job that is cut off is done again by the next one. */
const END_WITHIN_MS = 30_000;

/** Serves the functions until the process is told to end, or runs one of them once. */
export async function main(functions: Functions, table: Table): Promise<void> {
  process.on('uncaughtException', (error) => {
    logger('error', 'the server failed', { error });
    process.exit(1);
  });
  const { run, event } = wanted();
  try {
    // Each function reads it again for itself; what is wrong is told at once and not with every event.
    readConfig();
    if (run === undefined) return await serve(functions, table);
    // In a container it is process 1, which signals do not end by themselves. A run that is cut off is done again.
    process.on('SIGTERM', () => process.exit(128 + constants.signals.SIGTERM));
    process.exit(await runOnce(run, event, table, functions, logger));
  } catch (error) {
    logger('error', 'the server could not start', { error });
    process.exit(1);
  }
}

function wanted() {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\nusage: ${USAGE}`);
    process.exit(2);
  }
}

async function serve(functions: Functions, table: Table): Promise<void> {
  const { host, port, schedules } = readServerConfig();
  const server = new ApiServer(table, functions, logger);
  const scheduler = new Scheduler(table, functions, logger, Date.now);
  logger('info', 'serving', { host, port: await server.listen(host, port), schedules });

  let ending = false;
  const end = async (signal: string): Promise<void> => {
    if (ending) return;
    ending = true;
    logger('info', 'ending: requests that came in are answered', { signal });
    const done = Promise.all([server.close(), scheduler.stop()]).then(() => true);
    const inTime = await Promise.race([done, sleep(END_WITHIN_MS, false)]);
    await stopAll(functions);
    logger(inTime ? 'info' : 'warn', inTime ? 'ended' : 'ended with work that was not done in time');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(signal));
  // npm's process is gone.
  process.on('disconnect', () => void end('disconnect'));
  process.channel?.unref();

  const started = new Set([...table.routes.map((route) => route.function), table.fallback]);
  // A start that failed has been logged, and is tried again with the first event.
  for (const name of started) functions[name]!.start?.().catch(() => undefined);
  if (schedules) scheduler.start();
}
