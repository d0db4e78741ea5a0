import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { readModels } from '../../lib/model/registry.ts';
import { openApi } from '../../lib/openapi/document.ts';
import { VERSION } from '../../lib/version.ts';
import { handlerModel } from '../support/handler-model.ts';
import { ROOT } from '../support/handler-sources.ts';
import { accepts, resolveRef } from '../support/json-schema.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document is walked
type Any = any;

let models: ModelDefinition[];
let document: Any;

beforeAll(async () => {
  models = [...(await readModels(join(ROOT, 'models'))).values()].map(({ definition }) => definition);
  models.push(
    handlerModel({ name: 'a-b' }),
    handlerModel({ name: 'ab', classes: ['x', 'y'], positive_class: 'x' }),
  );
  document = JSON.parse(JSON.stringify(openApi(models)));
});

const METHODS = ['get', 'post'];
const operations = (): [string, string, Any][] =>
  Object.entries(document.paths as Record<string, Any>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, string, Any] => [path, method, operation]),
  );

/** Exactly these members, those with ? optional: what the meta-schema of OpenAPI 3.1 allows, as far as it is used. */
function expectMembers(value: object, ...members: string[]): void {
  const keys = Object.keys(value);
  const required = members.filter((member) => !member.endsWith('?'));
  const allowed = members.map((member) => member.replace('?', ''));
  expect({
    missing: required.filter((member) => !keys.includes(member)),
    more: keys.filter((key) => !allowed.includes(key)),
  }).toEqual({ missing: [], more: [] });
}

test('is OpenAPI 3.1 in all its members', () => {
  expectMembers(document, 'openapi', 'info', 'paths', 'components');
  expect(document.openapi).toMatch(/^3\.1\.\d+$/);
  expectMembers(document.info, 'title', 'version', 'description', 'license');
  expectMembers(document.info.license, 'name', 'identifier');
  expectMembers(document.components, 'schemas');
  for (const name of Object.keys(document.components.schemas)) expect(name).toMatch(/^[a-zA-Z0-9._-]+$/);
  for (const [path, method, operation] of operations()) {
    expect(path).toMatch(/^\//);
    expect(METHODS).toContain(method);
    expectMembers(operation, 'operationId', 'summary', 'tags', 'responses', 'parameters?', 'requestBody?');
    const parameters: Any[] = operation.parameters ?? [];
    for (const parameter of parameters) expectMembers(parameter, 'name', 'in', 'schema', 'required?');
    const inPath = parameters.filter((one) => one.in === 'path');
    expect(inPath.every(({ required }) => required === true)).toBe(true);
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    if (operation.requestBody) expectMembers(operation.requestBody, 'required', 'content');
    for (const [status, response] of Object.entries<Any>(operation.responses)) {
      expect(status).toMatch(/^[2-5]\d\d$/);
      expectMembers(response, 'description', 'content');
      for (const media of Object.values<Any>(response.content)) expectMembers(media, 'schema');
    }
  }
  const ids = operations().map(([, , { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9_]*$/);
});

test('every schema has only keywords that are known, and every reference leads to one', () => {
  let schemas = 0;
  const walk = (value: Any): void => {
    if (typeof value !== 'object' || value === null) return;
    if (typeof value.$ref === 'string') expect(resolveRef(document, value.$ref)).toBeDefined();
    if ('type' in value && typeof value.type !== 'object') {
      accepts(value, {}, document);
      schemas++;
    }
    for (const part of Object.values(value)) walk(part);
  };
  walk(document);
  expect(schemas).toBeGreaterThan(100);
});

test('errors are problem+json, below /v2 those of the protocol', () => {
  for (const [path, , { responses }] of operations()) {
    const errors = Object.entries<Any>(responses).filter(([status]) => status >= '400');
    expect(errors.length).toBeGreaterThan(0);
    const types = errors.flatMap(([, { content }]) => Object.keys(content));
    expect([...new Set(types)]).toEqual([
      path.startsWith('/v2') ? 'application/json' : 'application/problem+json',
    ]);
  }
});

test('there is an operation for every route, a typed one for every model, and none for anything else', () => {
  const text = readFileSync(join(ROOT, 'serverless.yml'), 'utf8');
  const routes = [...text.matchAll(/- httpApi: (GET|POST) (\S+)/g)].flatMap(([, method, path]) => {
    const names = path === '/models/{model}/predict' ? models.map(({ name }) => name) : ['{model}'];
    return names.map((name) => `${method} ${path!.replace('{model}', name)}`);
  });
  const described = operations().map(([path, method]) => `${method.toUpperCase()} ${path}`);
  // The document does not describe itself.
  expect([...described, 'GET /openapi.json'].sort()).toEqual(routes.sort());
});

test('the body of a model is a row of typed features, or a batch of them', () => {
  const { schema } =
    document.paths['/models/loan-approval/predict'].post.requestBody.content['application/json'];
  const row = {
    age: 35,
    income: 1,
    loan_amount: 100,
    loan_term: 36,
    credit_score: 720,
    employment_status: 1,
    loan_purpose: 1,
  };
  expect(document.components.schemas.loan_approval_features.properties.age).toEqual({
    type: 'integer',
    description: 'Age of the applicant (years)',
    minimum: 18,
    maximum: 100,
  });
  const accepted = (body: unknown) => accepts(schema, body, document);
  expect(accepted(row)).toBe(true);
  expect(accepted({ instances: [row] })).toBe(true);
  expect(accepted({ instances: Array.from({ length: 1000 }, () => row) })).toBe(true);
  for (const body of [
    { ...row, age: 17 },
    { ...row, x: 1 },
    { ...row, loan_purpose: 7 },
    { instances: [] },
    { instances: Array.from({ length: 1001 }, () => row) },
    { instances: [row], x: 1 },
    [row],
  ])
    expect(accepted(body)).toBe(false);
});

test('a text is a string of any length that is not stored, and its numbers are none of the request', () => {
  const { properties, required } = document.components.schemas.sentiment_features;
  expect(properties).toEqual({
    text: { type: 'string', description: 'A sentence or a few, in English [never stored]' },
  });
  expect(required).toEqual(['text']);
});

test('names that differ in a hyphen only have schemas of their own', () => {
  expect(document.components.schemas.a_b_prediction.properties.label.enum).toEqual([0, 1]);
  expect(document.components.schemas.ab_prediction.properties.label.enum).toEqual(['x', 'y']);
});

test('the version is that of the package', () => {
  expect(document.info.version).toBe(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version);
  expect(document.info.version).toBe(VERSION);
});
