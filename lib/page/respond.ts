import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isKnown } from '../http/known.ts';
import { type Asset, ENCODINGS, type Encoding } from './assets.ts';

/** Everything comes from here, nothing is written into the page, and nobody shows it inside another one. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SECURITY = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Sends an asset in the smallest encoding that the client takes, or says that what the client has is still right. */
export function assetResponse(
  asset: Asset,
  { 'accept-encoding': accepted = '', 'if-none-match': known }: Record<string, string | undefined>,
): APIGatewayProxyStructuredResultV2 {
  const encoding = ENCODINGS.find((one) => one === 'identity' || accepts(accepted, one))!;
  const etag = `"${asset.hash}-${encoding}"`;
  const headers = {
    etag,
    vary: 'accept-encoding',
    'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...SECURITY,
  };
  if (isKnown(known, etag)) return { statusCode: 304, headers };
  return {
    statusCode: 200,
    headers: {
      ...headers,
      'content-type': asset.contentType,
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
    },
    body: asset.bodies[encoding].toString('base64'),
    isBase64Encoded: true,
  };
}

/** RFC 9110, 12.5.3; a quality of 0 is a refusal. */
function accepts(header: string, encoding: Encoding): boolean {
  return header.split(',').some((part) => {
    const [name, ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
