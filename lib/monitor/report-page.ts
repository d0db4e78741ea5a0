import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { reportPageKey } from '../archive/keys.ts';
import { textOf } from '../log/mark.ts';
import type { Store } from '../store/store.ts';
import { noReport } from './request.ts';

/** What a report has, which is styles and drawings in the page itself; nothing runs, is fetched, sent or framed. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/** The stored report of a day for people. @throws ProblemError `not_found`, StoreUnavailableError */
export async function readReportPage(store: Store, model: string, date: string): Promise<string> {
  const object = await store.get(reportPageKey(model, date));
  if (object) return textOf(object);
  throw noReport(`expected a day that GET /monitor/${model} lists, got ${date}`);
}

export const pageResponse = (body: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  },
  body,
});
