import { createHandler } from '../../functions/models.ts';
import { openModels } from '../../lib/runtime/open-models.ts';
import { type Answer, APPLICATION, expectInferenceError, expectProblem } from '../support/handler-event.ts';
import { type TestRuntime, testRuntime } from '../support/handler-runtime.ts';

const MODEL = 'loan-approval';
let runtime: TestRuntime;
let request: (method: string, path: string) => Promise<Answer>;

beforeAll(async () => {
  runtime = await testRuntime();
  const handler = createHandler(await openModels(runtime));
  request = async (method, rawPath) => {
    const event = { rawPath, requestContext: { http: { method } } } as Parameters<typeof handler>[0];
    const { statusCode, headers, body } = await handler(event);
    return { status: statusCode!, headers: headers ?? {}, text: body!, body: JSON.parse(body!) };
  };
});
test('GET /models lists every model with its fields and where to go on', async () => {
  const { definition } = runtime.models.get(MODEL)!;
  const { body } = await request('GET', '/models');
  expect(body).toEqual({
    models: [
      {
        name: MODEL,
        version: definition.version,
        description: definition.description,
        task: 'binary',
        trained_at: definition.trained_at,
        classes: [0, 1],
        fields: Object.keys(APPLICATION),
        default: true,
        schema_url: `/models/${MODEL}`,
        predict_url: `/models/${MODEL}/predict`,
      },
    ],
  });
});

test('GET /models/{model} is its schema', async () => {
  const { definition } = runtime.models.get(MODEL)!;
  const { status, body } = await request('GET', `/models/${MODEL}`);
  expect(status).toBe(200);
  expect(body).toEqual({ ...definition, predict_url: `/models/${MODEL}/predict` });
});

test.each(['nothing', 'constructor', '__proto__', '%2e%2e', '%', 'x'.repeat(5_000)])(
  'GET /models/%s is an unknown model',
  async (name) => {
    const answer = await request('GET', `/models/${name}`);
    expectProblem(answer, 404, 'unknown_model');
    expect(answer.body.detail).toContain(`expected one of ${MODEL}, got "`);
    expect(answer.text.length).toBeLessThan(400);
  },
);

test.each([
  ['POST', '/health', 'GET'],
  ['DELETE', '/models', 'GET'],
  ['PUT', `/models/${MODEL}`, 'GET'],
  ['GET', '/predict', 'POST'],
  ['GET', '/feedback', 'POST'],
  ['GET', `/models/${MODEL}/predict`, 'POST'],
])('%s %s is not allowed, %s is', async (method, path, allow) => {
  const answer = await request(method, path);
  expectProblem(answer, 405, 'method_not_allowed');
  expect(answer.headers.allow).toBe(allow);
  expect(answer.body.detail).toBe(`expected ${allow}, got ${method}`);
});

describe('the Open Inference Protocol', () => {
  const of = () => runtime.models.get(MODEL)!.definition;

  test.each(['/v2', '/v2/'])('GET %s is the metadata of the server', async (path) => {
    const { status, body } = await request('GET', path);
    expect({ status, body }).toEqual({
      status: 200,
      body: { name: 'driftgate', version: expect.stringMatching(/^\d+\.\d+\.\d+/), extensions: [] },
    });
  });

  test('live, whatever the store and the models are', async () => {
    expect(await request('GET', '/v2/health/live')).toMatchObject({ status: 200, body: { live: true } });
  });

  test('the metadata of a model, with or without its version', async () => {
    const path = `/v2/models/${MODEL}`;
    const { status, body } = await request('GET', path);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        name: MODEL,
        versions: [of().version],
        platform: 'onnx_onnxv1',
        inputs: of().features.map(({ name, type }) => ({
          name,
          datatype: type === 'integer' ? 'INT64' : 'FP64',
          shape: [-1, 1],
        })),
        outputs: [
          { name: 'label', datatype: 'INT64', shape: [-1, 1] },
          { name: 'score', datatype: 'FP64', shape: [-1, 1] },
          { name: 'probabilities', datatype: 'FP64', shape: [-1, 2] },
          { name: 'prediction_id', datatype: 'BYTES', shape: [-1, 1] },
        ],
      },
    });
    expect((await request('GET', `${path}/versions/${of().version}`)).body).toEqual(body);
  });

  test.each([
    ['GET', '/v2/models/nothing', 404, 'unknown_model', `expected one of ${MODEL}, got "nothing"`],
    ['GET', '/v2/models/__proto__', 404, 'unknown_model', 'got "__proto__"'],
    ['GET', `/v2/models/${MODEL}/versions/9`, 404, 'unknown_model', `of ${MODEL}, got "9"`],
    ['POST', '/v2/health/ready', 405, 'method_not_allowed', 'expected GET, got POST'],
    ['POST', `/v2/models/${MODEL}/ready`, 405, 'method_not_allowed', 'expected GET, got POST'],
    ['PUT', `/v2/models/${MODEL}/versions/9/ready`, 405, 'method_not_allowed', 'expected GET, got PUT'],
    ['GET', `/v2/models/${MODEL}/infer`, 405, 'method_not_allowed', 'expected POST, got GET'],
    ['GET', `/v2/models/${MODEL}/versions/1/infer`, 405, 'method_not_allowed', 'expected POST, got GET'],
    ['POST', '/v2', 405, 'method_not_allowed', 'expected GET, got POST'],
    ['GET', '/v2/models', 404, 'not_found', 'there is nothing at GET /v2/models'],
    ['GET', '/v2/repository/index', 404, 'not_found', 'there is nothing at GET'],
  ])('%s %s is an error in its form', async (method, path, status, reason, message) => {
    const answer = await request(method, path);
    expectInferenceError(answer, status, reason);
    expect(answer.body.error).toContain(message);
  });

  test('what only begins like it is not of it', async () => {
    expectProblem(await request('GET', '/v20'), 404, 'not_found');
  });
});

test('GET /openapi.json describes the models that are served', async () => {
  const { status, body } = await request('GET', '/openapi.json');
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\.1\./);
  expect(body.paths[`/models/${MODEL}/predict`].post.operationId).toBe('predict_loan_approval');
});

test.each(['/', '/models/', '/models/a/b', '/predict/x', '/metrics', `/${'x'.repeat(5_000)}`])(
  'there is nothing at %s, and the answer lists what there is',
  async (path) => {
    const answer = await request('GET', path);
    expectProblem(answer, 404, 'not_found');
    expect(answer.body.routes).toContain('POST /predict');
    expect(answer.text.length).toBeLessThan(600);
  },
);
