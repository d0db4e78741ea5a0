import type { Paging } from '../outcomes/source.ts';

/** A value in a body by a path such as `meta.next`; an empty path is the body. */
export const atPath = (body: unknown, path: string): unknown =>
  path === ''
    ? body
    : path
        .split('.')
        .reduce<unknown>(
          (value, name) =>
            typeof value === 'object' && value !== null && Object.hasOwn(value, name)
              ? (value as Record<string, unknown>)[name]
              : undefined,
          body,
        );

/** The address of the first page. */
export function firstPage(url: string, paging: Paging): string {
  return paging.by === 'number' ? withParameter(url, paging.parameter, String(paging.first)) : url;
}

/**
 * The address of the page after this one; undefined after the last.
 * @param first the configured address
 * @param rows how many the page has
 * @throws Error when the address is of another origin: it would get the headers, which have secrets
 */
export function nextPage(
  { first, url, paging }: { first: string; url: string; paging: Paging },
  body: unknown,
  link: string | null,
  rows: number,
): string | undefined {
  switch (paging.by) {
    case 'none':
      return undefined;
    case 'number': {
      const number = Number(new URL(url).searchParams.get(paging.parameter));
      return rows === 0 ? undefined : withParameter(first, paging.parameter, String(number + 1));
    }
    case 'cursor': {
      const cursor = atPath(body, paging.path);
      if (isEnd(cursor)) return undefined;
      if (typeof cursor === 'string' || typeof cursor === 'number')
        return withParameter(first, paging.parameter, String(cursor));
      throw new Error(`${paging.path}: expected a cursor or null, got ${typeof cursor}`);
    }
    default: {
      const next = paging.by === 'link' ? nextLink(link) : atPath(body, paging.path);
      if (isEnd(next)) return undefined;
      const address = typeof next === 'string' ? URL.parse(next, url) : null;
      if (address?.origin === new URL(first).origin) return address.href;
      throw new Error(
        `next page: expected an address at ${new URL(first).origin}, got ${address?.origin ?? typeof next}`,
      );
    }
  }
}

/** The first `<address>; rel="next"` of a header `Link` (RFC 8288). */
export function nextLink(header: string | null): string | undefined {
  for (const [, address, parameters] of (header ?? '').matchAll(/<([^>]*)>((?:[^,"]|"[^"]*")*)/g))
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\s*(?:;|$))/i.test(parameters!)) return address;
  return undefined;
}

const isEnd = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || value === false;

function withParameter(url: string, name: string, value: string): string {
  const address = new URL(url);
  address.searchParams.set(name, value);
  return address.href;
}

/** An address that may be kept: endpoints repeat what they were asked with. */
export function withoutParameters(url: string, names: readonly string[]): string {
  if (names.length === 0) return url;
  const address = new URL(url);
  for (const name of names) address.searchParams.delete(name);
  return address.href;
}
