import { Router } from '../../infra/server/router.ts';

const route = (text: string) => {
  const [method, path, name] = text.split(' ') as [string, string, string];
  return { method, path, function: name };
};
const router = new Router(
  [
    'GET /models/{model} any',
    'GET /models/new one',
    'GET / page',
    'GET /openapi.json document',
    'POST /v2/models/{model}/versions/{version}/infer infer',
    'ANY /all all',
  ].map(route),
  'rest',
);

test.each([
  ['GET', '/models/churn', 'any', 'GET /models/{model}', { model: 'churn' }],
  ['GET', '/models/new', 'one', 'GET /models/new', undefined],
  ['GET', '/models/a%20b%2Fc', 'any', 'GET /models/{model}', { model: 'a b/c' }],
  ['GET', '/models/%E0%A4%A', 'any', 'GET /models/{model}', { model: '%E0%A4%A' }],
  ['GET', '/', 'page', 'GET /', undefined],
  ['GET', '/openapi.json', 'document', 'GET /openapi.json', undefined],
  [
    'POST',
    '/v2/models/a/versions/1.0/infer',
    'infer',
    'POST /v2/models/{model}/versions/{version}/infer',
    { model: 'a', version: '1.0' },
  ],
  ['PATCH', '/all', 'all', 'ANY /all', undefined],
  ['GET', '/openapi-json', 'rest', '$default', undefined],
  ['GET', '/models', 'rest', '$default', undefined],
  ['GET', '/models/', 'rest', '$default', undefined],
  ['GET', '/models/a/b', 'rest', '$default', undefined],
  ['POST', '/models/a', 'rest', '$default', undefined],
])('%s %s', (method, path, name, routeKey, pathParameters) => {
  expect(router.find(method, path)).toEqual({ function: name, routeKey, pathParameters });
});

test.each(['/{proxy+}', 'models', '/models/{a}b', '/a b'])('the path %s is refused', (path) => {
  expect(() => new Router([{ method: 'GET', path, function: 'a' }], 'a')).toThrow(`got ${path}`);
});
