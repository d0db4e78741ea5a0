import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** What the handlers read of an HTTP request. */
export interface HttpEvent {
  body?: string;
  isBase64Encoded: boolean;
  headers: Record<string, string>;
  pathParameters?: Record<string, string>;
}

export type HttpHandler = (event: HttpEvent) => Promise<APIGatewayProxyStructuredResultV2>;

/** A POST; a body that is not text is sent as JSON. */
export function post(
  body: unknown,
  { model, key }: { model?: string | undefined; key?: string | undefined } = {},
): HttpEvent {
  return {
    body: typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    headers: key === undefined ? {} : { 'idempotency-key': key },
    ...(model !== undefined && { pathParameters: { model } }),
  };
}

export interface Answer {
  status: number;
  text: string;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  body: any;
}

export async function send(handler: HttpHandler, event: HttpEvent): Promise<Answer> {
  const { statusCode, body, headers } = await handler(event);
  return { status: statusCode!, text: body!, headers: headers ?? {}, body: JSON.parse(body!) };
}

/** Every error body: RFC 9457 with a stable type, and nothing of the inside. */
export function expectProblem({ status, headers, body, text }: Answer, of: number, reason: string): void {
  expect({ status, type: body.type }).toEqual({
    status: of,
    type: `urn:driftgate:problem:${reason.replaceAll('_', '-')}`,
  });
  expect(body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(text).not.toMatch(/\bat .*[(:]\d+:\d+|\.ts\b|\.ndjson|node_modules|\/tmp\/|\/work\/|Error:|secret/);
}

/** A loan application that is valid in every field. */
export const APPLICATION = {
  age: 35,
  income: 75000,
  loan_amount: 25000,
  loan_term: 36,
  credit_score: 720,
  employment_status: 1,
  loan_purpose: 1,
};
