import { parseArgs } from 'node:util';

export interface Arguments {
  /** The function to run once instead of serving. */
  readonly run: string | undefined;
  readonly event: unknown;
}

export const USAGE = "[--run <function> [--event '<JSON>']]";

/** @throws Error when they are not understood */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: { run: { type: 'string' }, event: { type: 'string' } },
  });
  if (values.event !== undefined && values.run === undefined)
    throw new Error('--event: expected --run with it, got it alone');
  return { run: values.run, event: parseEvent(values.event ?? '{}') };
}

function parseEvent(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`--event: expected JSON, got ${text}: ${(error as Error).message}`);
  }
}
