import { INBOX } from './inbox-key.ts';

/** What the function is to do. */
export interface OutcomesRequest {
  /** Names of the sources to poll; undefined: all that are polled. */
  poll: string[] | undefined;
  /** Whether files may have been dropped, also for what is no source. */
  files: boolean;
}

/**
 * Reads what woke the function: a schedule or `{}` (all sources), `{"source": name}`, or new objects in the inbox, as S3
 * sends them itself or through EventBridge.
 * @throws Error when it is something else
 */
export function parseOutcomesEvent(event: unknown): OutcomesRequest {
  const { source, Records, detail } = (event ?? {}) as {
    source?: unknown;
    Records?: { s3?: { object?: { key?: unknown } } }[];
    detail?: { object?: { key?: unknown } };
  };
  const isSchedule = source === 'aws.events' || source === 'aws.scheduler';
  if (isSchedule || isEmpty(event)) return { poll: undefined, files: true };
  if (source === 'aws.s3') return dropped([detail?.object?.key]);
  // In these, unlike those of EventBridge, keys are encoded as in a form, which leaves names of sources as they are.
  if (Array.isArray(Records) && Records.length > 0 && Records.every(({ s3 }) => s3 !== undefined))
    return dropped(Records.map(({ s3 }) => s3?.object?.key));
  if (typeof source === 'string' && Object.keys(event as object).length === 1)
    return { poll: [source], files: false };
  const got = JSON.stringify(event)?.slice(0, 200);
  throw new Error(`expected a schedule, {"source": name} or objects in ${INBOX}, got ${got}`);
}

const isEmpty = (event: unknown): boolean =>
  event === undefined || event === null || (typeof event === 'object' && Object.keys(event).length === 0);

/** The sources in whose folders objects are; those that lie elsewhere in the inbox are of none. */
function dropped(keys: readonly unknown[]): OutcomesRequest {
  const names = keys.flatMap((key) => {
    if (!String(key).startsWith(INBOX))
      throw new Error(`expected an object below ${INBOX}<source>/, got ${JSON.stringify(key)}`);
    return String(key).slice(INBOX.length).split('/').slice(0, -1).slice(0, 1);
  });
  return { poll: [...new Set(names)], files: true };
}
