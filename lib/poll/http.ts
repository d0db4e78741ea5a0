import { RowReader } from '../outcomes/row-reader.ts';
import type { HttpSource } from '../outcomes/source.ts';
import type { PollOptions } from './database.ts';
import { digestOfRow, subjectOf } from './digest.ts';
import { FailedPageError, type FetchOptions, fetchPage, RefusedPageError } from './fetch-page.ts';
import {
  conditions,
  type KnownPage,
  type KnownPages,
  validatorsOf,
  withoutConditions,
} from './known-page.ts';
import type { MarkedRow, PollLedger } from './ledger.ts';
import { atPath, firstPage, nextPage, withoutParameters } from './next-page.ts';
import type { PollNotes } from './notes.ts';
import { isBehindLast, isLastAgain } from './numbered-pages.ts';

/** A row that is no longer listed may come back: pages shift while they are read, and endpoints have bad days. */
const KNOWN_DAYS = 30;
const DAY_MS = 86_400_000;

/** A scan reads all pages, in one run or several. */
export interface HttpPosition {
  scan: number;
  /** Where the scan goes on; null: the next one begins at the first page. */
  next: string | null;
  /** By address: what to say when asking whether they have changed. */
  pages: KnownPages;
  /** Until when an endpoint asked not to be asked again, where that was longer than there was time; ms since the epoch. */
  wait?: { origin: string; until: number };
}

export const FIRST_SCAN: HttpPosition = { scan: 0, next: null, pages: {} };

export type HttpPollOptions = PollOptions & Pick<FetchOptions, 'headers' | 'parameters' | 'random' | 'sleep'>;

/**
 * Reads all pages of an endpoint and takes what is new. Every page is asked for under the condition that it changed:
 * that the first one did not says nothing about those that follow it.
 * @throws Error when a page cannot be had or is none; OvertakenError, StoreUnavailableError
 */
export async function pollHttp(
  ledger: PollLedger<HttpPosition>,
  source: HttpSource,
  notes: PollNotes,
  options: HttpPollOptions,
): Promise<void> {
  const begun = ledger.position;
  expectTurn(source, begun, options.now());
  const { paging } = source.http;
  const first = firstPage(source.http.url, paging);
  // An endpoint may have moved since, and elsewhere nobody may see the headers.
  const isSame = begun.next !== null && new URL(begun.next).origin === new URL(first).origin;
  const [scan, start] = isSame ? [begun.scan, begun.next!] : [begun.scan + 1, first];
  let url = start;
  let before = Object.values(begun.pages).find((page) => page.scan === scan && page.next === url);
  for (;;) {
    if (ledger.position.pages[url]?.scan === scan)
      throw new Error('next page: expected one that was not read yet, got one of the same scan');
    const found = await readPage(ledger, source, url, scan, notes, options).catch(
      async (error): Promise<KnownPage> => {
        if (url !== first && isBehindLast(paging, error)) return { rows: [], scan };
        if (error instanceof FailedPageError && error.notBefore !== undefined) {
          const wait = { origin: new URL(first).origin, until: error.notBefore };
          ledger.moveTo({ ...ledger.position, wait });
          await ledger.save();
        }
        if (!(error instanceof RefusedPageError) || url === first) throw error;
        // There may be nothing any more where the scan should go on, or where a page that has not changed once led to: the
        // next run begins again, and asks for pages as if it had none.
        ledger.moveTo({ scan, next: null, pages: withoutConditions(ledger.position.pages) });
        await ledger.save();
        throw error;
      },
    );
    // A page without rows that leads to itself is where rows to come will be.
    const isEnd = found.rows.length === 0 && found.next === url;
    const next = isEnd || isLastAgain(paging, found.rows, before?.rows) ? undefined : found.next;
    before = found;
    const pages = { ...ledger.position.pages, [url]: found };
    ledger.moveTo({ scan, next: next ?? null, pages });
    if (next === undefined) endScan(ledger, scan, options.now());
    await ledger.save();
    if (next === undefined) return;
    url = next;
    if (options.now() < options.until) continue;
    notes.more = true;
    return;
  }
}

/** @throws Error while the endpoint wants not to be asked */
function expectTurn({ http: { url } }: HttpSource, { wait }: HttpPosition, now: number): void {
  const { origin, pathname } = new URL(url);
  if (wait?.origin !== origin || now >= wait.until) return;
  const until = new Date(wait.until).toISOString();
  throw new Error(`GET ${origin}${pathname}: not asked again before ${until}, as Retry-After asked for`);
}

async function readPage(
  ledger: PollLedger<HttpPosition>,
  source: HttpSource,
  url: string,
  scan: number,
  notes: PollNotes,
  options: HttpPollOptions,
): Promise<KnownPage> {
  const { timeout_seconds, max_bytes, paging, url: first, rows: path, parameters } = source.http;
  const known = ledger.position.pages[url];
  // A header is no part of what an ETag is of: the last page may stay as it is and be followed by another.
  const isLast = paging.by === 'link' && known?.next === undefined;
  const asked = known && !isLast ? conditions(known) : {};
  const fetched = await fetchPage(url, {
    ...options,
    headers: { ...options.headers, ...asked },
    timeoutMs: timeout_seconds * 1000,
    maxBytes: max_bytes,
    retried: () => notes.retries++,
  });
  const today = Math.floor(options.now() / DAY_MS);
  const { headers } = fetched;
  const followedBy = (body: unknown, rows: number): Pick<KnownPage, 'next'> => {
    const next = nextPage({ first, url, paging }, body, headers.get('link'), rows);
    return next === undefined ? {} : { next: withoutParameters(next, Object.keys(parameters)) };
  };
  if (fetched.isUnchanged) {
    if (!known || isLast) throw new RefusedPageError('expected status 200 without a condition, got 304');
    for (const digest of known.rows) ledger.touch(digest, today);
    notes.unchangedPages++;
    return { ...known, ...(paging.by === 'link' && followedBy(undefined, known.rows.length)), scan };
  }
  const { body } = fetched;
  const found = body === null ? null : atPath(body, path);
  // Where there are no rows, some endpoints send no content, and some write null.
  const rows = found === null ? [] : found;
  if (!Array.isArray(rows))
    throw new RefusedPageError(`expected an array of rows at "${path}", got ${typeof rows}`);
  const next = followedBy(body, rows.length);
  const marked = markRows(rows, source, today, options);
  const late = await ledger.take(marked);
  for (const { digest } of marked) ledger.touch(digest, today);
  // A page with rows that have to be read again must be sent again.
  const validators = late.length > 0 ? {} : validatorsOf(headers);
  return {
    ...validators,
    ...next,
    rows: marked.map(({ digest }) => digest),
    scan,
  };
}

function markRows(
  rows: readonly unknown[],
  source: HttpSource,
  today: number,
  { digest, now }: HttpPollOptions,
): MarkedRow[] {
  const reader = new RowReader(source);
  return rows.map((cells, i) => {
    const at = `row ${i + 1}`;
    const isObject = typeof cells === 'object' && cells !== null && !Array.isArray(cells);
    const row = reader.read(
      isObject
        ? { at, cells: cells as Record<string, unknown> }
        : { at, unreadable: 'expected an object, got something else' },
      now(),
    );
    return { digest: digestOfRow(digest, row, cells), tag: today, row };
  });
}

/**
 * Pages that were not met any more are forgotten, and their rows some time later: at once where something else is said of
 * the same now, because what was true before may become true again.
 */
function endScan(ledger: PollLedger<HttpPosition>, scan: number, now: number): void {
  const pages = Object.entries(ledger.position.pages).filter(([, page]) => page.scan === scan);
  ledger.moveTo({ scan, next: null, pages: Object.fromEntries(pages) });
  const oldest = Math.floor(now / DAY_MS) - KNOWN_DAYS;
  const listed = new Set(pages.flatMap(([, { rows }]) => rows));
  const told = new Set([...listed].map(subjectOf));
  ledger.keep((day, digest) => {
    const subject = subjectOf(digest);
    const isReplaced = subject !== undefined && told.has(subject) && !listed.has(digest);
    return Number(day) >= oldest && !isReplaced;
  });
}
