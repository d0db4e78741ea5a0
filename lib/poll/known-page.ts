/** A page as it was when it was last sent. */
export interface KnownPage {
  etag?: string;
  modified?: string;
  next?: string;
  /** Digests. */
  rows: string[];
  /** In which scan it was last seen. */
  scan: number;
}

/** By address. */
export type KnownPages = Record<string, KnownPage>;

/** A page may change again in the second it changed in, and by another clock. */
const SURE_MS = 60_000;

/**
 * What tells whether a page has changed. Not when it last changed where that was just now: what comes in the same second
 * would never be seen (RFC 9110, 8.8.2.2).
 */
export function validatorsOf(headers: Headers): Pick<KnownPage, 'etag' | 'modified'> {
  const [etag, modified, date] = ['etag', 'last-modified', 'date'].map((name) => headers.get(name) ?? '');
  const isSure = Date.parse(date!) - Date.parse(modified!) >= SURE_MS;
  return { ...(etag && { etag }), ...(modified && isSure && { modified }) };
}

/** As if they had not been had: they are asked for without a condition. */
export const withoutConditions = (pages: KnownPages): KnownPages =>
  Object.fromEntries(Object.entries(pages).map(([url, { etag: _, modified: __, ...page }]) => [url, page]));

/** The headers that ask whether a page has changed. */
export const conditions = ({ etag, modified }: KnownPage): Record<string, string> => ({
  ...(etag && { 'if-none-match': etag }),
  ...(modified && { 'if-modified-since': modified }),
});
