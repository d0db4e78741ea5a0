import { type Delay, parseDelay } from './delay.ts';
import { numberFlag } from './number-flag.ts';

/** The flags of the command as they were written. */
export interface SimulateFlags {
  url?: string | undefined;
  header?: string[] | undefined;
  predictions?: string | undefined;
  outcomes?: string | undefined;
  delay?: string | undefined;
  drift?: string[] | undefined;
  data?: string | undefined;
  label?: string | undefined;
  rate?: string | undefined;
  concurrency?: string | undefined;
  'outcomes-only': boolean;
}

export interface Settings {
  /** Without a slash at its end; undefined where none was given. */
  url: string | undefined;
  headers: Record<string, string>;
  /** How many predictions; undefined: each row once. */
  count: number | undefined;
  /** Share of the predictions whose outcome is sent, 0 to 1. */
  ratio: number;
  delay: Delay;
  /** A second. */
  rate: number | undefined;
  concurrency: number;
}

/** For predictions, which an earlier run has made. */
const OF_PREDICTIONS = ['predictions', 'drift', 'data', 'label'] as const;

/** Reads the flags that need no model. @throws Error on the first that is wrong */
export function parseSettings(flags: SimulateFlags): Settings {
  const useless = OF_PREDICTIONS.filter((flag) => flags[flag] !== undefined);
  if (flags['outcomes-only'] && useless.length > 0)
    throw new Error(`--outcomes-only: expected no predictions to be sent, got --${useless.join(', --')}`);
  if (flags.label !== undefined && flags.data === undefined)
    throw new Error('--label: expected it with --data, got it alone');
  return {
    url: flags.url === undefined ? undefined : parseUrl(flags.url),
    headers: Object.fromEntries((flags.header ?? []).map(parseHeader)),
    count: numberFlag('predictions', flags.predictions, { least: 1, isInteger: true }),
    ratio: numberFlag('outcomes', flags.outcomes, { least: 0, most: 1 }) ?? 1,
    delay: parseDelay(flags.delay ?? 'none'),
    rate: numberFlag('rate', flags.rate, { least: 0.001 }),
    concurrency: numberFlag('concurrency', flags.concurrency, { least: 1, most: 1000, isInteger: true }) ?? 4,
  };
}

function parseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    throw new Error(`--url: expected an address as http://127.0.0.1:3000, got "${text}"`);
  return text.replace(/\/+$/, '');
}

/** Its value may be a secret: it is not repeated in what is printed. */
function parseHeader(text: string): [string, string] {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+): *([\x20-\x7e]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new Error(`--header: expected 'Name: value', got ${text.length} other characters`);
  return [name, value];
}
