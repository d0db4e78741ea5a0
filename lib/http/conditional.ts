import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isKnown } from './known.ts';

/**
 * A successful answer that its caller may keep but has to ask about each time: with the ETag of its body, or 304 without
 * the body where the caller has that one (RFC 9110, 13.1.2). It is for nobody else, so shared caches leave it alone.
 */
export function conditional(
  answer: APIGatewayProxyStructuredResultV2,
  ifNoneMatch: string | undefined,
): APIGatewayProxyStructuredResultV2 {
  const etag = `"${createHash('sha256').update(answer.body!).digest('base64url')}"`;
  const headers = { ...answer.headers, 'cache-control': 'private, no-cache', etag };
  return isKnown(ifNoneMatch, etag) ? { statusCode: 304, headers } : { ...answer, headers };
}
