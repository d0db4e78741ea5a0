import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { readModels } from '../../lib/model/registry.ts';
import { openApi } from '../../lib/openapi/document.ts';
import { ENTITY_SCHEMA } from '../../lib/openapi/entity-schema.ts';
import { oneOfLabels } from '../../lib/openapi/labels.ts';
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

/** Every schema there is, those inside others too. */
function schemas(): Any[] {
  const below = (schema: Any): Any[] => [
    schema,
    ...[schema.properties, schema.items && [schema.items], schema.allOf, schema.anyOf, schema.oneOf].flatMap(
      (parts) => Object.values<Any>(parts ?? {}).flatMap(below),
    ),
  ];
  const ofOperations = operations().flatMap(([, , { parameters = [], requestBody, responses }]) => [
    ...parameters.map(({ schema }: Any) => schema),
    ...[requestBody ?? { content: {} }, ...Object.values<Any>(responses)].flatMap(({ content }) =>
      Object.values<Any>(content ?? {}).map(({ schema }) => schema),
    ),
  ]);
  return [...Object.values<Any>(document.components.schemas), ...ofOperations].flatMap(below);
}

const published = JSON.parse(readFileSync(join(ROOT, 'tests/golden/openapi/schema-3.1.json'), 'utf8'));

test('is OpenAPI 3.1 by its published schema', () => {
  expect(accepts(published, document)).toBe(true);
});

test.each<[string, (changed: Any) => void]>([
  ['another version', (changed) => (changed.openapi = '3.0.3')],
  ['no title', (changed) => delete changed.info.title],
  ['a member that there is not', (changed) => (changed.paths['/models'].get.returns = {})],
  ['a path without a slash', (changed) => (changed.paths.models = {})],
  [
    'a path parameter that may be left out',
    ({ paths }) => delete paths['/models/{model}'].get.parameters[0].required,
  ],
  ['a parameter of no kind', ({ paths }) => (paths['/predict'].post.parameters[0].in = 'body')],
  ['no answers', ({ paths }) => (paths['/predict'].post.responses = {})],
  ['a status that is none', ({ paths }) => (paths['/predict'].post.responses['2000'] = { description: '' })],
  [
    'an answer without a description',
    ({ paths }) => delete paths['/predict'].post.responses['200'].description,
  ],
  ['a schema that is none', ({ components }) => (components.schemas.Problem = 'object')],
  ['a name of a schema with a space', ({ components }) => (components.schemas['a b'] = {})],
])('with %s it would not be', (_, change) => {
  const changed = structuredClone(document);
  change(changed);
  expect(accepts(published, changed)).toBe(false);
});

test('operations have names of their own that programs can have, and exactly the parameters of their paths', () => {
  for (const [path, method, operation] of operations()) {
    expect(METHODS).toContain(method);
    const parameters: Any[] = operation.parameters ?? [];
    const inPath = parameters.filter((one) => one.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
  }
  const ids = operations().map(([, , { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9_]*$/);
});

test('every schema has only keywords that are known, and every reference leads to one', () => {
  const found = schemas();
  expect(found.length).toBeGreaterThan(100);
  for (const schema of found) {
    if (typeof schema.$ref === 'string') expect(resolveRef(document, schema.$ref)).toBeDefined();
    else accepts(schema, {}, document);
  }
});

test('generators of clients find what they need: the type of every value, one at a time, and of every element', () => {
  for (const { type, enum: values, const: value, items } of schemas()) {
    for (const one of values ?? (value === undefined ? [] : [value]))
      expect([type].flat().some((name: string) => accepts({ type: name }, one))).toBe(true);
    const types = new Set(
      (values ?? []).filter((one: unknown) => one !== null).map((one: unknown) => typeof one),
    );
    expect(types.size).toBeLessThanOrEqual(1);
    expect({ type, hasItems: items !== undefined }).toEqual({
      type,
      hasItems: [type].flat().includes('array'),
    });
  }
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
  // The document describes neither itself nor the web page.
  const others = ['GET /openapi.json', 'GET /', 'GET /assets/{file}'];
  expect([...described, ...others].sort()).toEqual(routes.sort());
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
  const { properties, examples } = document.components.schemas.loan_approval_features;
  expect(properties.employment_status.description).toBe(
    'Work of the applicant (0 not employed, 1 employed, 2 self-employed, 3 retired)',
  );
  expect(examples.length).toBeGreaterThan(1);
  const accepted = (body: unknown) => accepts(schema, body, document);
  for (const example of examples) expect(accepted(example)).toBe(true);
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
    entity_id: ENTITY_SCHEMA,
  });
  expect(required).toEqual(['text']);
});

test('labels of several types are told apart by type', () => {
  const { actual_outcome: actual, predicted_outcome: predicted } =
    document.paths['/feedback'].post.requestBody.content['application/json'].schema.oneOf[0].properties;
  expect(actual).toEqual({
    anyOf: [
      { type: 'integer', enum: [0, 1] },
      { type: 'string', enum: ['negative', 'positive', 'x', 'y'] },
    ],
  });
  for (const label of [0, 1, 'positive', 'x']) expect(accepts(actual, label)).toBe(true);
  for (const label of [2, '0', 'z', null]) expect(accepts(actual, label)).toBe(false);
  expect(accepts(predicted, null)).toBe(true);
  expect(accepts(predicted, 2)).toBe(false);
  expect(oneOfLabels([0.5, 1])).toEqual({
    anyOf: [
      { type: 'integer', enum: [1] },
      { type: 'number', enum: [0.5] },
    ],
  });
});

test('names that differ in a hyphen only have schemas of their own', () => {
  expect(document.components.schemas.a_b_prediction.properties.label.enum).toEqual([0, 1]);
  expect(document.components.schemas.ab_prediction.properties.label.enum).toEqual(['x', 'y']);
});

test('the version is that of the package', () => {
  expect(document.info.version).toBe(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version);
  expect(document.info.version).toBe(VERSION);
});
