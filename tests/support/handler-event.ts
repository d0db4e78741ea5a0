import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** What the handlers read of an HTTP request. */
export interface HttpEvent {
  rawPath?: string;
  body?: string;
  isBase64Encoded: boolean;
  headers: Record<string, string>;
  pathParameters?: Record<string, string>;
  queryStringParameters?: Record<string, string>;
  requestContext?: { http: { method: string } };
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

/** `POST /validate`. */
export const validation = (body: unknown, options: { key?: string } = {}): HttpEvent => ({
  ...post(body, options),
  rawPath: '/validate',
  requestContext: { http: { method: 'POST' } },
});

/** `GET /validate` with these parameters. */
export const reviewQueue = (queryStringParameters: Record<string, string>): HttpEvent => ({
  rawPath: '/validate',
  isBase64Encoded: false,
  headers: {},
  requestContext: { http: { method: 'GET' } },
  queryStringParameters,
});

/** The same request as a client sends it that compresses bodies. */
export const compressed = ({ body, headers, ...event }: HttpEvent): HttpEvent => ({
  ...event,
  body: gzipSync(body!).toString('base64'),
  isBase64Encoded: true,
  headers: { ...headers, 'content-encoding': 'gzip' },
});

/** An inference request of the Open Inference Protocol. */
export function infer(
  body: unknown,
  { model = 'loan-approval', version, key }: { model?: string; version?: string; key?: string } = {},
): HttpEvent {
  const path = `/v2/models/${model}${version === undefined ? '' : `/versions/${version}`}/infer`;
  const pathParameters = { model, ...(version !== undefined && { version }) };
  return { ...post(body, { key }), rawPath: path, pathParameters };
}

/** Rows as the inputs of an inference request. */
export const inputsOf = (rows: readonly Record<string, unknown>[], datatype = 'FP64') =>
  Object.keys(rows[0]!).map((name) => ({
    name,
    shape: [rows.length, 1],
    datatype,
    data: rows.map((row) => row[name]),
  }));

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

/** Every error below /v2: that of the protocol, with the members of RFC 9457 beside it. */
export function expectInferenceError(answer: Answer, of: number, reason: string): void {
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.body.error).toMatch(/^\S.{5}/);
  const headers = { ...answer.headers, 'content-type': 'application/problem+json' };
  expectProblem({ ...answer, headers }, of, reason);
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
