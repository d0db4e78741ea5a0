import { askedDelay, retryDelay } from './retry-delay.ts';

const ATTEMPTS = 5;
/** What another attempt may change. */
const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504]);

export interface FetchOptions {
  headers: Readonly<Record<string, string>>;
  /** Added to the address only when it is asked for: they are secrets. */
  parameters?: Readonly<Record<string, string>>;
  timeoutMs: number;
  maxBytes: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** By the same clock: nothing is waited for beyond. */
  until: number;
  random: () => number;
  sleep: (ms: number) => Promise<void>;
  /** Called before each further attempt. */
  retried: () => void;
}

/** An answer that is no page: asking again would give the same. */
export class RefusedPageError extends Error {
  override readonly name = 'RefusedPageError';
  /** Of the answer, where it was that which was wrong. */
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

export type FetchedPage = { headers: Headers } & (
  | { isUnchanged: true }
  | { isUnchanged: false; body: unknown }
);

/** All attempts failed, or there is no time for another. */
export class FailedPageError extends Error {
  override readonly name = 'FailedPageError';
  /** Until when the endpoint asks not to be asked again, where it does; milliseconds since the epoch. */
  readonly notBefore: number | undefined;
  constructor(message: string, notBefore: number | undefined, options: ErrorOptions) {
    super(message, options);
    this.notBefore = notBefore;
  }
}

/** A failure that another attempt may not have. */
class TransientError extends Error {
  readonly retryAfter: string | null;
  constructor(message: string, retryAfter: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.retryAfter = retryAfter;
  }
}

/**
 * GETs JSON, up to five times; no content is null. Messages have the address without its query, which may be a secret.
 * @throws RefusedPageError, FailedPageError
 */
export async function fetchPage(url: string, options: FetchOptions): Promise<FetchedPage> {
  const { now, until, random, sleep, retried } = options;
  const { origin, pathname } = new URL(url);
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchOnce(url, options);
    } catch (error) {
      const at = `GET ${origin}${pathname}`;
      if (!(error instanceof TransientError))
        throw error instanceof RefusedPageError
          ? new RefusedPageError(`${at}: ${error.message}`, error.status)
          : error;
      const asked = askedDelay(error.retryAfter, now());
      const notBefore = asked === undefined ? undefined : now() + asked;
      const failure = (why: string) =>
        new FailedPageError(`${at}: ${error.message}; ${why}`, notBefore, { cause: error });
      if (attempt + 1 === ATTEMPTS) throw failure(`${ATTEMPTS} attempts`);
      const delay = retryDelay(attempt, error.retryAfter, now(), random());
      if (now() + delay >= until)
        throw failure(`no time to wait for ${Math.ceil(delay / 1000)} s, as ${waitReason(error)}`);
      retried();
      await sleep(delay);
    }
  }
}

const waitReason = ({ retryAfter }: TransientError): string =>
  retryAfter === null ? 'the next attempt should' : `Retry-After: ${retryAfter.slice(0, 60)} asks for`;

async function fetchOnce(
  url: string,
  { headers, parameters = {}, timeoutMs, maxBytes }: FetchOptions,
): Promise<FetchedPage> {
  const address = new URL(url);
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  try {
    const response = await fetch(address, {
      headers: { accept: 'application/json', ...headers },
      // Elsewhere nobody may see the headers.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 200)
      return { isUnchanged: false, body: await readJson(response, maxBytes), headers: response.headers };
    await response.body?.cancel();
    if (response.status === 204) return { isUnchanged: false, body: null, headers: response.headers };
    if (response.status === 304) return { isUnchanged: true, headers: response.headers };
    const message = `expected status 200, got ${response.status}`;
    if (!TRANSIENT.has(response.status)) throw new RefusedPageError(message, response.status);
    throw new TransientError(message, response.headers.get('retry-after'));
  } catch (error) {
    if (error instanceof RefusedPageError || error instanceof TransientError) throw error;
    if ((error as Error).name === 'TimeoutError')
      throw new TransientError(`expected a page within ${timeoutMs / 1000} s, got none`);
    throw new TransientError(`expected an answer, got ${reasonOf(error)}`, null, { cause: error });
  }
}

/** `fetch` says only that it failed. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || cause.name : message;
}

async function readJson(response: Response, maxBytes: number): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw new RefusedPageError(`expected a page of at most ${maxBytes} bytes, got more`);
    chunks.push(chunk);
  }
  try {
    // A decoder leaves out a byte order mark, which some servers begin with.
    return JSON.parse(new TextDecoder().decode(Buffer.concat(chunks)));
  } catch (cause) {
    // The message of the parser quotes the text.
    throw new TransientError(`expected JSON, got ${bytes} bytes that are none`, null, { cause });
  }
}
