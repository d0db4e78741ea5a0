import { takeInbox } from '../../lib/inbox/take-inbox.ts';
import type { JobContext } from '../../lib/outcomes/job-context.ts';
import { rollWindow } from '../../lib/outcomes/roll-window.ts';
import type { FileSource } from '../../lib/outcomes/source.ts';
import type { SourceReport } from '../../lib/outcomes/source-report.ts';
import type { Store } from '../../lib/store/store.ts';
import { type Clock, sourceOf } from './outcome-log.ts';
import { pollContext } from './poll-context.ts';

export const FILES = sourceOf() as FileSource;

/** What taking files gets in a new environment. */
export const inboxContext = (
  store: Store,
  clock: Clock,
  tmp: string,
  change: Partial<JobContext> = {},
): JobContext =>
  pollContext(store, clock, {
    tmp,
    roll: async (window) => {
      const log = { countStoreFailure: () => undefined };
      await rollWindow({ store, log, gauges: undefined, logger: () => undefined }, window);
    },
    ...change,
  });

export const takeNow = (
  store: Store,
  clock: Clock,
  tmp: string,
  change: Partial<JobContext> = {},
): Promise<SourceReport> => takeInbox(inboxContext(store, clock, tmp, change), FILES);

/** The keys of files, wherever they have come to, without what makes their names different. */
export async function filesIn(store: Store): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('outcomes-')) keys.push(key.replace(/~[0-9a-f]{8}/, ''));
  return keys;
}

/** What was said of the rows that were refused, of all files together. */
export async function refusalsIn(store: Store): Promise<{ at: string; reason: string; detail: string }[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('outcomes-rejected/'))
    if (key.endsWith('.ndjson') && key.includes('.rejected')) keys.push(key);
  const partOf = (key: string): number => Number(/\.rejected-(\d+)\.ndjson$/.exec(key)?.[1] ?? 1);
  const said = [];
  for (const key of keys.sort((a, b) => partOf(a) - partOf(b))) {
    const text = Buffer.from((await store.get(key))!.body).toString();
    for (const line of text.trimEnd().split('\n')) said.push(JSON.parse(line));
  }
  return said;
}
