import { errorResponse } from '../../lib/http/error-response.ts';
import { ProblemError } from '../../lib/http/problem.ts';
import { json, problemResponse, toProblem } from '../../lib/http/respond.ts';
import { wireHttp } from '../../lib/runtime/wire.ts';
import { PreconditionFailedError, StoreUnavailableError } from '../../lib/store/errors.ts';
import { expectInferenceError, expectProblem, infer, post, send } from '../support/handler-event.ts';

const PROBLEM = { status: 422, reason: 'unknown_class', title: 'T', detail: 'D' };

test('an answer is JSON that nobody keeps or guesses the type of', () => {
  expect(json(200, { a: 'é' }, { allow: 'GET' })).toEqual({
    statusCode: 200,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      allow: 'GET',
    },
    body: '{"a":"é"}',
  });
});

test('a problem is RFC 9457: type, title, status, detail, extensions and headers of its own', () => {
  const extensions = { errors: [1] };
  const { statusCode, headers, body } = problemResponse({
    ...PROBLEM,
    extensions,
    headers: { 'retry-after': '5' },
  });
  expect(statusCode).toBe(422);
  expect(headers).toMatchObject({
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': '5',
  });
  expect(JSON.parse(body!)).toEqual({
    type: 'urn:driftgate:problem:unknown-class',
    title: 'T',
    status: 422,
    detail: 'D',
    errors: [1],
  });
});

test('below /v2 it is the error of the Open Inference Protocol, with the same members beside it', () => {
  const errors = [{ pointer: '/inputs/0', detail: 'expected a, got b' }];
  const problem = { ...PROBLEM, extensions: { errors }, headers: { 'retry-after': '5' } };
  const { statusCode, headers, body } = errorResponse(problem, '/v2/models/m/infer');
  expect(statusCode).toBe(422);
  expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'retry-after': '5' });
  expect(JSON.parse(body!)).toEqual({
    error: 'D: /inputs/0: expected a, got b',
    ...JSON.parse(problemResponse(problem).body!),
  });
  expect(JSON.parse(errorResponse(PROBLEM, '/v2').body!).error).toBe('D');
  for (const path of ['/predict', '/v20', '/models/v2', undefined]) {
    expect(errorResponse(problem, path)).toEqual(problemResponse(problem));
  }
});

test.each<[string, unknown, number, string]>([
  ['a problem', new ProblemError(PROBLEM), 422, 'unknown_class'],
  [
    'a store that is unavailable',
    new StoreUnavailableError('put', 'log/secret', new Error('secret')),
    503,
    'store_unavailable',
  ],
  ['a condition that did not hold', new PreconditionFailedError('log/secret'), 500, 'internal'],
  ['an error', new TypeError('secret of /work/lib/x.ts'), 500, 'internal'],
  ['a thrown text', 'secret', 500, 'internal'],
  ['nothing', undefined, 500, 'internal'],
])('%s', (_, error, status, reason) => {
  const problem = toProblem(error);
  expect(problem).toMatchObject({ status, reason });
  expect(JSON.stringify(problem)).not.toMatch(/secret/);
});

test('a store that is unavailable asks to come again', () => {
  const problem = toProblem(new StoreUnavailableError('put', 'k', undefined));
  expect(problemResponse(problem).headers).toMatchObject({ 'retry-after': '1' });
});

describe('wiring', () => {
  const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  afterEach(() => logged.mockClear());
  afterAll(() => logged.mockRestore());

  test('opens once, for all events', async () => {
    let opened = 0;
    const handler = wireHttp(
      async () => ++opened,
      (number) => async () => json(200, { number }),
    );
    await handler.start();
    const answers = await Promise.all([send(handler, post({})), send(handler, post({}))]);
    expect(answers.map(({ body }) => body)).toEqual([{ number: 1 }, { number: 1 }]);
  });

  test('stop closes what was opened, and nothing where nothing was', async () => {
    const closed: number[] = [];
    const handler = wireHttp(
      async () => 7,
      () => async () => json(200, {}),
      async (opened) => void closed.push(opened),
    );
    await handler.stop();
    expect(closed).toEqual([]);
    await handler.start();
    await handler.stop();
    expect(closed).toEqual([7]);
  });

  test('a start that fails answers 500 without a word of why, logs why, and is tried again', async () => {
    let opened = 0;
    const handler = wireHttp(
      async () => {
        if (++opened === 1) throw new Error('expected a secret variable');
        return opened;
      },
      (number) => async () => json(200, { number }),
    );
    expectProblem(await send(handler, post({})), 500, 'internal');
    expect(String(logged.mock.calls[0])).toContain('expected a secret variable');
    expect((await send(handler, post({}))).body).toEqual({ number: 2 });
  });

  test('a handler that throws answers an error of its protocol all the same', async () => {
    const handler = wireHttp(
      async () => undefined,
      () => async () => {
        throw new Error('secret');
      },
    );
    expectProblem(await send(handler, post({})), 500, 'internal');
    expectInferenceError(await send(handler, infer({})), 500, 'internal');
    expect(String(logged.mock.calls)).toContain('secret');
  });
});
