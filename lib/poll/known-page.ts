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

/** As if they had not been had: they are asked for without a condition. */
export const withoutConditions = (pages: KnownPages): KnownPages =>
  Object.fromEntries(Object.entries(pages).map(([url, { etag: _, modified: __, ...page }]) => [url, page]));

/** The headers that ask whether a page has changed. */
export const conditions = ({ etag, modified }: KnownPage): Record<string, string> => ({
  ...(etag && { 'if-none-match': etag }),
  ...(modified && { 'if-modified-since': modified }),
});
