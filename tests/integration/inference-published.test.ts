import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHandler as createModels } from '../../functions/models.ts';
import { readModels } from '../../lib/model/registry.ts';
import { openModels } from '../../lib/runtime/open-models.ts';
import { type Answer, type HttpHandler, inputsOf } from '../support/handler-event.ts';
import { routed } from '../support/handler-routes.ts';
import { openPredictHandler, testRuntime } from '../support/handler-runtime.ts';
import { ROOT } from '../support/handler-sources.ts';
import { accepts } from '../support/json-schema.ts';

interface Operation {
  responses: Record<string, { content?: Content }>;
  requestBody?: { content: Content };
}
type Content = { 'application/json': { schema: Schema } };
type Schema = Record<string, unknown>;

const published = JSON.parse(readFileSync(join(ROOT, 'tests/golden/inference/dataplane.json'), 'utf8')) as {
  paths: Record<string, Partial<Record<'get' | 'post', Operation>>>;
  components: { schemas: Record<string, Schema> };
};
const valid = (schema: Schema, value: unknown): boolean => accepts(schema, value, published as never);
const of = (name: string): Schema => published.components.schemas[name]!;

/** The data of a tensor as KServe's description has it: numbers, texts, booleans, and lists of these to any depth. */
const TENSOR_DATA = {
  $ref: '#/$defs/data',
  $defs: {
    data: {
      type: 'array',
      items: {
        anyOf: [{ $ref: '#/$defs/data' }, { type: 'number' }, { type: 'string' }, { type: 'boolean' }],
      },
    },
  },
};

let ask: (method: string, path: string, body?: unknown) => Promise<Answer>;
let rows: Map<string, Record<string, unknown>[]>;

beforeAll(async () => {
  const models = await readModels(join(ROOT, 'models'));
  const definitions = [...models.values()].map(({ definition }) => definition);
  const runtime = { ...(await testRuntime()), models, definitions };
  ask = routed({
    models: createModels(await openModels(runtime)) as unknown as HttpHandler,
    predict: await openPredictHandler(runtime),
  });
  rows = new Map(
    [...models].map(([name, { directory }]) => {
      const lines = readFileSync(join(directory, 'holdout.ndjson'), 'utf8').split('\n').slice(0, 3);
      return [name, lines.map((line) => (JSON.parse(line) as { features: Schema }).features)];
    }),
  );
});

const operations = Object.entries(published.paths).flatMap(([path, item]) =>
  (['get', 'post'] as const).flatMap((method) =>
    item[method] ? [[method.toUpperCase(), path, item[method]] as const] : [],
  ),
);

/** Inputs with the datatypes that the metadata says, those without any value left out. */
async function inputsFor(model: string, datatypes: Map<string, string>) {
  return inputsOf(rows.get(model)!)
    .map((input) => ({ ...input, datatype: datatypes.get(input.name)! }))
    .filter(({ data }) => !data.includes(null));
}

const datatypesOf = async (model: string): Promise<Map<string, string>> => {
  const { inputs } = (await ask('GET', `/v2/models/${model}`)).body;
  return new Map(inputs.map((input: { name: string; datatype: string }) => [input.name, input.datatype]));
};

test('there are nine operations', () => {
  expect(operations).toHaveLength(9);
});

test.each(operations)('%s %s answers every model as published', async (method, template, operation) => {
  for (const [model] of rows) {
    const { versions } = (await ask('GET', `/v2/models/${model}`)).body;
    const path = template.replace('{model_name}', model).replace('{model_version}', versions[0]);
    let body: unknown;
    if (operation.requestBody) {
      body = { id: '42', inputs: await inputsFor(model, await datatypesOf(model)) };
      expect(valid(operation.requestBody.content['application/json'].schema, body)).toBe(true);
    }
    const answer = await ask(method, path, body);
    expect({ model, status: answer.status }).toEqual({ model, status: 200 });
    expect(answer.headers['content-type']).toMatch(/^application\/json(;|$)/);
    const schema = operation.responses['200']!.content?.['application/json'].schema;
    if (schema) expect(valid(schema, answer.body)).toBe(true);
  }
});

test.each(operations.filter(([, path]) => path.includes('{model_name}')))(
  '%s %s answers what is wrong as published',
  async (method, template, operation) => {
    const model = 'loan-approval';
    const path = (name: string, version: string) =>
      template.replace('{model_name}', name).replace('{model_version}', version);
    const { versions } = (await ask('GET', `/v2/models/${model}`)).body;
    const inputs = inputsOf([{ age: 'old' }], 'BYTES');
    const wrong: [string, unknown, number][] = [[path('nothing', versions[0]), { inputs }, 404]];
    if (template.includes('{model_version}')) wrong.push([path(model, '0'), { inputs }, 404]);
    if (method === 'POST')
      for (const body of ['{', '[]', {}, { inputs: [{}] }, { inputs }])
        wrong.push([path(model, versions[0]), body, 400]);
    for (const [target, body, status] of wrong) {
      const answer = await ask(method, target, method === 'POST' ? body : undefined);
      expect({ target, body, status: answer.status }).toEqual({ target, body, status });
      expect(answer.headers['content-type']).toMatch(/^application\/json(;|$)/);
      const schema =
        operation.responses[status]?.content?.['application/json'].schema ?? of('InferenceErrorResponse');
      expect(valid(schema, answer.body)).toBe(true);
      // The schema of errors of an inference does not ask for it; the text of the specification does.
      expect(answer.body.error).toMatch(/^\S.{5}/);
    }
  },
);

test('the tensors of an answer are what the metadata says, and their data what KServe describes', async () => {
  for (const [model] of rows) {
    const metadata = (await ask('GET', `/v2/models/${model}`)).body;
    const inputs = await inputsFor(model, await datatypesOf(model));
    for (const { data } of inputs) expect(accepts(TENSOR_DATA, data)).toBe(true);
    const { body } = await ask('POST', `/v2/models/${model}/infer`, { inputs });
    expect(body.outputs).toHaveLength(metadata.outputs.length);
    for (const [i, { name, datatype, shape }] of metadata.outputs.entries()) {
      const output = body.outputs[i];
      expect(accepts(TENSOR_DATA, output.data)).toBe(true);
      expect(output).toMatchObject({ name, datatype });
      const dimensions: number[] = shape.map((size: number) => (size === -1 ? inputs[0]!.shape[0] : size));
      expect(output.shape).toEqual(dimensions);
      expect(output.data).toHaveLength(dimensions.reduce((product, size) => product * size, 1));
    }
  }
});

test('what the published examples have is understood: another model, an output, an id', async () => {
  const examples = of('InferenceRequest')['x-examples'] as Record<string, Schema>;
  const example = examples['Example 1']!;
  expect(valid(of('InferenceRequest'), example)).toBe(true);
  const answer = await ask('POST', '/v2/models/loan-approval/infer', example);
  // Not its inputs, and told so; the request itself is one.
  expect({ status: answer.status, type: answer.body.type }).toEqual({
    status: 400,
    type: 'urn:driftgate:problem:invalid-request',
  });
  expect(answer.body.error).toContain('expected the name of one of label, score');
});

test('the published schemas refuse what is no request, no answer and no metadata', () => {
  const tensor = { name: 'a', shape: [1], datatype: 'FP64', data: [1] };
  for (const inputs of [undefined, {}, [{ ...tensor, name: 1 }], [{ ...tensor, shape: ['1'] }]])
    expect(valid(of('InferenceRequest'), { inputs })).toBe(false);
  expect(valid(of('InferenceResponse'), { outputs: [tensor] })).toBe(false);
  expect(valid(of('MetadataModelResponse'), { name: 'a', platform: 'b', inputs: [{ name: 'a' }] })).toBe(
    false,
  );
  expect(accepts(TENSOR_DATA, [[1, 'a'], [true]])).toBe(true);
  for (const data of [1, [null], [{}]]) expect(accepts(TENSOR_DATA, data)).toBe(false);
});
