import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ProblemError } from './problem.ts';

/** Made once: it takes as long as an inference. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What is read of an HTTP request that has a body. */
export type BodyEvent = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'headers'>;

/**
 * The JSON object a request carries, and its size in bytes.
 * @throws ProblemError `invalid_request` when a browser sends it for another site, `unsupported_encoding` when it is compressed, `too_large` above `maxBytes`, `invalid_json` when it
 * is not a JSON object.
 */
export function readJsonObject(
  event: BodyEvent,
  maxBytes: number,
): { object: Record<string, unknown>; bytes: number } {
  expectOwnSite(event.headers?.['sec-fetch-site']);
  expectNoEncoding(event.headers?.['content-encoding']);
  const raw = event.body ?? '';
  const buffer = Buffer.from(raw, event.isBase64Encoded ? 'base64' : 'utf8');
  if (buffer.length > maxBytes) throw tooLarge(maxBytes, buffer.length);
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(buffer));
  } catch (error) {
    const detail = `expected a JSON object in UTF-8, got ${buffer.length === 0 ? 'an empty body' : (error as Error).message}`;
    throw new ProblemError({ status: 400, reason: 'invalid_json', title: 'Not JSON', detail });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const got = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
    const detail = `expected a JSON object, got ${got}`;
    throw new ProblemError({ status: 400, reason: 'invalid_json', title: 'Not a JSON object', detail });
  }
  return { object: value as Record<string, unknown>, bytes: buffer.length };
}

/**
 * A page of any site can have a browser send a text, with the cookies, the password or the certificate of whoever reads it.
 * W3C Fetch Metadata: programs do not send the header, and no page can change it.
 */
function expectOwnSite(site: string | undefined): void {
  if (site !== 'cross-site') return;
  const detail =
    'expected a program, or a page of this site, got a page of another site (Sec-Fetch-Site: cross-site)';
  throw new ProblemError({ status: 403, reason: 'invalid_request', title: 'Sent by another site', detail });
}

/** RFC 9110, 8.4 and 15.5.16. */
function expectNoEncoding(encoding = ''): void {
  if (/^\s*(identity\s*)?$/i.test(encoding)) return;
  throw new ProblemError({
    status: 415,
    reason: 'unsupported_encoding',
    title: 'Unsupported Content-Encoding',
    detail: `expected a body that is not compressed (Content-Encoding: identity, or none), got ${encoding.slice(0, 60)}`,
    headers: { 'accept-encoding': 'identity' },
  });
}

export const tooLarge = (maxBytes: number, bytes: number): ProblemError =>
  new ProblemError({
    status: 413,
    reason: 'too_large',
    title: 'Too large',
    detail: `expected at most ${maxBytes} bytes, got ${bytes}`,
  });
