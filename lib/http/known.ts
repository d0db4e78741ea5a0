/**
 * Whether the caller has what this ETag is of, as its `If-None-Match` says (RFC 9110, 13.1.2). What stands between may
 * have made the ETag a weak one.
 */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}
