import { gzipSync } from 'node:zlib';
import { readJsonObject } from '../../lib/http/body.ts';
import { type Problem, ProblemError } from '../../lib/http/problem.ts';

const LIMIT = 100;

function problemOf(body: string | undefined, isBase64Encoded = false, headers = {}): Problem {
  try {
    const event = { ...(body !== undefined && { body }), isBase64Encoded, headers };
    const { object } = readJsonObject(event, LIMIT);
    throw new Error(`expected a problem, got ${JSON.stringify(object)}`);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

test.each([
  ['{"a":1}', { a: 1 }, 7],
  [' \n{}\t', {}, 5],
  ['{"a":"é尺👍"}', { a: 'é尺👍' }, 17],
  ['{"a":1e999}', { a: Number.POSITIVE_INFINITY }, 11],
])('%j is read, plain and in base64, with its size in bytes', (body, object, bytes) => {
  expect(readJsonObject({ body, isBase64Encoded: false, headers: {} }, LIMIT)).toEqual({ object, bytes });
  const encoded = Buffer.from(body).toString('base64');
  expect(readJsonObject({ body: encoded, isBase64Encoded: true, headers: {} }, LIMIT)).toEqual({
    object,
    bytes,
  });
});

test.each([
  [undefined, 'expected a JSON object in UTF-8, got an empty body'],
  ['', 'got an empty body'],
  ['{"age": NaN}', 'expected a JSON object in UTF-8, got Unexpected token'],
  ['{"age": Infinity}', 'got Unexpected token'],
  ['{"age": 1', 'expected a JSON object in UTF-8, got Expected'],
  ['age=1', 'got Unexpected token'],
  ["{'age': 1}", 'expected a JSON object in UTF-8'],
  ['null', 'expected a JSON object, got null'],
  ['[{}]', 'expected a JSON object, got an array'],
  ['1', 'expected a JSON object, got a number'],
  ['"text"', 'expected a JSON object, got a string'],
  ['true', 'expected a JSON object, got a boolean'],
])('%j is refused', (body, detail) => {
  const problem = problemOf(body);
  expect(problem).toMatchObject({ status: 400, reason: 'invalid_json' });
  expect(problem.detail).toContain(detail);
});

test('bytes that are no UTF-8 are refused, not replaced', () => {
  const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
  expect(problemOf(bytes.toString('base64'), true)).toMatchObject({ status: 400, reason: 'invalid_json' });
});

test('the limit is in bytes of the decoded body, and itself allowed', () => {
  const of = (bytes: number) => `{"a":"${'é'.repeat((bytes - 8) / 2)}"}`;
  expect(readJsonObject({ body: of(LIMIT), isBase64Encoded: false, headers: {} }, LIMIT).bytes).toBe(LIMIT);
  const detail = 'expected at most 100 bytes, got 102';
  expect(problemOf(of(LIMIT + 2))).toMatchObject({ status: 413, reason: 'too_large', detail });
  const encoded = Buffer.from(of(LIMIT)).toString('base64');
  expect(encoded.length).toBeGreaterThan(LIMIT);
  expect(readJsonObject({ body: encoded, isBase64Encoded: true, headers: {} }, LIMIT).bytes).toBe(LIMIT);
});

test('a long body that is no JSON is not sent back', () => {
  const { detail } = problemOf('x'.repeat(LIMIT));
  expect(detail.length).toBeLessThan(120);
});

test.each(['gzip', 'GZIP', 'deflate', 'br', 'identity, gzip', 'x'.repeat(500)])(
  'Content-Encoding %s is refused as such, not as JSON that is wrong',
  (encoding) => {
    const problem = problemOf(gzipSync('{"a":1}').toString('base64'), true, { 'content-encoding': encoding });
    expect(problem).toMatchObject({
      status: 415,
      reason: 'unsupported_encoding',
      headers: { 'accept-encoding': 'identity' },
    });
    const expected = 'expected a body that is not compressed (Content-Encoding: identity, or none), got ';
    expect(problem.detail).toBe(`${expected}${encoding.slice(0, 60)}`);
  },
);

test('what a page of another site has a browser send is refused', () => {
  const from = (site: string) => problemOf('{"a":1}', false, { 'sec-fetch-site': site });
  expect(from('cross-site')).toMatchObject({ status: 403, reason: 'invalid_request' });
  for (const site of ['same-origin', 'same-site', 'none'])
    expect(() => from(site)).toThrow('expected a problem, got {"a":1}');
});

test.each(['', 'identity', 'Identity'])('Content-Encoding "%s" is none', (encoding) => {
  const event = { body: '{"a":1}', isBase64Encoded: false, headers: { 'content-encoding': encoding } };
  expect(readJsonObject(event, LIMIT)).toEqual({ object: { a: 1 }, bytes: 7 });
});
