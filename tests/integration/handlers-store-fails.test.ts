import { createHandler as createFeedback } from '../../functions/feedback.ts';
import { createHandler as createPredict } from '../../functions/predict.ts';
import { rolling } from '../../lib/feedback/recent.ts';
import { FeatureGauges } from '../../lib/metrics/feature-gauges.ts';
import { InferenceError, type Session } from '../../lib/model/session.ts';
import { openFeedback } from '../../lib/runtime/open-feedback.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import { FileStore } from '../../lib/store/file.ts';
import { S3Store } from '../../lib/store/s3.ts';
import { APPLICATION, expectProblem, type HttpHandler, post, send } from '../support/handler-event.ts';
import { FaultyStore } from '../support/handler-faulty-store.ts';
import {
  auditedLog,
  openFeedbackHandler,
  openPredictHandler,
  type TestRuntime,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { type S3Failure, S3Server } from '../support/handler-s3-server.ts';
import { s3Options } from '../support/s3.ts';

const MODEL = 'loan-approval';

const reasons = async (runtime: TestRuntime, functionName: 'predict' | 'feedback'): Promise<string[]> =>
  (await auditedLog(runtime.store, functionName)).records.flatMap((record) =>
    'reason' in record ? [`${record.model} ${record.reason}`] : [],
  );

describe('S3 on the wire', () => {
  const servers: S3Server[] = [];
  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  async function overS3(failure: S3Failure) {
    const server = new S3Server();
    servers.push(server);
    // Only what never answers is to be given up soon, however busy the machine is.
    const requestTimeoutMs = failure === 'hangs' ? 1_000 : 60_000;
    const options = { ...s3Options(await server.start()), requestTimeoutMs, maxAttempts: 2 };
    const runtime = await testRuntime({ store: new S3Store(options) });
    return { server, runtime, failure };
  }

  const FAILURES: [string, S3Failure][] = [
    ['500', { status: 500, code: 'InternalError' }],
    ['throttling', { status: 503, code: 'SlowDown' }],
    ['wrong credentials', { status: 403, code: 'InvalidAccessKeyId' }],
    ['no answer', 'hangs'],
  ];

  test.concurrent('predict: 503 while it fails, the next request succeeds, and the log then tells of the failure', async () => {
    const cases = FAILURES.map(async ([name, failure]) => {
      const { server, runtime } = await overS3(failure);
      const handler = await openPredictHandler(runtime);
      const first = await send(handler, post(APPLICATION));
      expect({ name, status: first.status }).toEqual({ name, status: 200 });
      server.failure = failure;
      const answers = await Promise.all([
        send(handler, post(APPLICATION)),
        send(handler, post({ ...APPLICATION, age: 1 })), // not even a refusal is answered that is not durable
        send(handler, post(APPLICATION, { key: 'k' })),
      ]);
      for (const answer of answers) {
        expectProblem(answer, 503, 'store_unavailable');
        expect(answer.headers['retry-after']).toBe('1');
      }
      server.failure = undefined;
      const next = await send(handler, post(APPLICATION));
      expect({ name, status: next.status }).toEqual({ name, status: 200 });
      expect(await reasons(runtime, 'predict')).toEqual(Array(3).fill(`${MODEL} store_unavailable`));
      const { records } = await auditedLog(runtime.store, 'predict');
      const ids = records.flatMap((record) => (record.type === 'prediction' ? [record.id] : []));
      expect(ids.sort()).toEqual([first.body.prediction_id, next.body.prediction_id].sort());
      expect(runtime.logged.some(({ level }) => level === 'error')).toBe(true);
    });
    await Promise.all(cases);
  });

  test.concurrent('predict: an environment that starts while it fails answers as soon as it does not', async () => {
    const cases = FAILURES.slice(2).map(async ([name, failure]) => {
      const { server, runtime } = await overS3(failure);
      server.failure = failure;
      const handler = await openPredictHandler(runtime);
      expectProblem(await send(handler, post(APPLICATION)), 503, 'store_unavailable');
      server.failure = undefined;
      const next = await send(handler, post(APPLICATION));
      expect({ name, status: next.status }).toEqual({ name, status: 200 });
      expect(await reasons(runtime, 'predict')).toEqual([`${MODEL} store_unavailable`]);
    });
    await Promise.all(cases);
  });

  test.concurrent('feedback: the same', async () => {
    const cases = FAILURES.map(async ([name, failure]) => {
      const { server, runtime } = await overS3(failure);
      const predict = await openPredictHandler(runtime);
      const feedback = await openFeedbackHandler(runtime);
      const { body } = await send(predict, post(APPLICATION));
      const event = post({ prediction_id: body.prediction_id, actual_outcome: 1 });
      server.failure = failure;
      const answers = await Promise.all([
        send(feedback, event),
        send(feedback, { ...event, headers: { 'idempotency-key': 'k' } }),
        send(feedback, post({})),
      ]);
      for (const answer of answers) {
        expectProblem(answer, 503, 'store_unavailable');
        expect(answer.headers['retry-after']).toBe('1');
      }
      server.failure = undefined;
      const next = await send(feedback, event);
      expect({ name, status: next.status }).toEqual({ name, status: 200 });
      expect((await reasons(runtime, 'feedback')).sort()).toEqual([
        `${MODEL} store_unavailable`,
        `${MODEL} store_unavailable`,
        'unknown store_unavailable',
      ]);
      expect(await rolling(runtime.store, MODEL)).toMatchObject({ outcomes: 1 });
    });
    await Promise.all(cases);
  });
});

describe('one part of the store fails', () => {
  let store: FaultyStore;
  let runtime: TestRuntime;
  let predict: HttpHandler;
  let feedback: HttpHandler;

  beforeEach(async () => {
    const directory = await temporaryDirectory();
    store = new FaultyStore(new FileStore(directory));
    runtime = await testRuntime({ directory, store });
    [predict, feedback] = await Promise.all([openPredictHandler(runtime), openFeedbackHandler(runtime)]);
  });

  test('a put that fails now and then is tried again, and nobody notices', async () => {
    let calls = 0;
    store.fails = (operation, key) => operation === 'put' && key.startsWith('log/') && ++calls % 3 !== 0;
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(predict, post(APPLICATION))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(calls).toBeGreaterThan(2);
    expect((await auditedLog(runtime.store, 'predict')).records).toHaveLength(5);
  });

  test('the claim of a key: 503, and the key is still free', async () => {
    store.fails = (_, key) => key.startsWith('idempotency/');
    expectProblem(await send(predict, post(APPLICATION, { key: 'k' })), 503, 'store_unavailable');
    store.fails = () => false;
    expect((await send(predict, post(APPLICATION, { key: 'k' }))).status).toBe(200);
    expect(await reasons(runtime, 'predict')).toEqual([`${MODEL} store_unavailable`]);
  });

  test('the rolling window: the outcome is in and answered; the window lacks it until a retry with the key', async () => {
    const { body } = await send(predict, post(APPLICATION));
    const event = post({ prediction_id: body.prediction_id, actual_outcome: body.label }, { key: 'k' });
    store.fails = (_, key) => key.startsWith('recent/');
    const first = await send(feedback, event);
    expect(first.body).toMatchObject({ correct: true });
    expect(runtime.logged).toMatchObject([{ level: 'warn', data: { models: [MODEL], keys: 1 } }]);
    store.fails = () => false;
    expect(await rolling(runtime.store, MODEL)).toEqual({ outcomes: 0, correct: 0 });
    expect(await send(feedback, event)).toEqual(first);
    const { records } = await auditedLog(runtime.store, 'feedback');
    expect(records).toHaveLength(1);
    expect(await rolling(runtime.store, MODEL)).toEqual({ outcomes: 1, correct: 1 });
  });

  test('the metric of the environment counts the requests that failed so', async () => {
    const dependencies = await openPredict(runtime);
    const handler = createPredict(dependencies) as HttpHandler;
    store.fails = (_, key) => key.startsWith('idempotency/');
    for (let i = 0; i < 3; i++) await send(handler, post(APPLICATION, { key: 'k' }));
    const text = await dependencies.log.text({ counters: {}, histograms: {} });
    expect(text).toContain('\ndriftgate_store_failures_total 3\n');
  });
});

describe('something else fails', () => {
  const failing = (error: Error): Session => ({
    ready: async () => undefined,
    predict: async () => {
      throw error;
    },
    derive: () => ({}),
  });

  test.each([
    ['inference_failed', new InferenceError('secret of /work/models')],
    ['internal', new TypeError('secret of /work/lib/x.ts')],
  ])(
    '%s: 500 without a word of why, a record, and the reason in the log of the function',
    async (reason, error) => {
      const runtime = await testRuntime();
      const dependencies = await openPredict(runtime);
      const { definition } = runtime.models.get(MODEL)!;
      const models = new Map([[MODEL, { definition, session: failing(error) }]]);
      const handler = createPredict({ ...dependencies, models }) as HttpHandler;
      expectProblem(await send(handler, post(APPLICATION)), 500, reason);
      expectProblem(await send(handler, post(APPLICATION, { key: 'k' })), 500, reason);
      expect(await reasons(runtime, 'predict')).toEqual(Array(2).fill(`${MODEL} ${reason}`));
      expect(runtime.logged[0]).toMatchObject({ level: 'error', data: { model: MODEL, error } });
    },
  );

  test('a model that answers what is no probability is inference_failed', async () => {
    const runtime = await testRuntime();
    const { definition, directory } = runtime.models.get(MODEL)!;
    // The other output of the forest has the labels.
    const { openSession } = await import('../../lib/model/session.ts');
    await expect(
      openSession({ directory, definition: { ...definition, probabilities_output: 'none' } }),
    ).rejects.toThrow(/expected inputs age, .* and the output none, got inputs age, /);
    await expect(
      openSession({ directory, definition: { ...definition, features: definition.features.slice(1) } }),
    ).rejects.toThrow(/expected inputs income, /);
    const session = await openSession({ directory, definition: { ...definition, classes: [0, 1, 2] } });
    const rows = [APPLICATION, APPLICATION];
    await expect(session.predict(rows)).rejects.toThrow(InferenceError);
  });

  test('gauges that cannot be published fail no request, and the log says why', async () => {
    const runtime = await testRuntime();
    const dependencies = await openPredict(runtime);
    const error = new Error('expected a gauge of the catalogue, got model_feature_x');
    const features = new FeatureGauges({ publish: () => Promise.reject(error) }, Date.now);
    const handler = createPredict({ ...dependencies, features }) as HttpHandler;
    expect((await send(handler, post(APPLICATION))).status).toBe(200);
    expect(runtime.logged).toEqual([
      { level: 'warn', message: expect.stringContaining('gauges'), data: { functionName: 'predict', error } },
    ]);
  });

  test('feedback that fails inside is internal, and recorded', async () => {
    const directory = await temporaryDirectory();
    const store = new FaultyStore(new FileStore(directory));
    const runtime = await testRuntime({ directory, store });
    const predict = await openPredictHandler(runtime);
    const feedback = createFeedback(await openFeedback(runtime)) as HttpHandler;
    const { body } = await send(predict, post(APPLICATION));
    store.fails = (operation, key) => {
      if (operation === 'get' && key.startsWith('log/predict/')) throw new TypeError('secret');
      return false;
    };
    const event = post({ prediction_id: body.prediction_id, actual_outcome: 1 });
    expectProblem(await send(feedback, event), 500, 'internal');
    store.fails = () => false;
    expect(await reasons(runtime, 'feedback')).toEqual([`${MODEL} internal`]);
    expect((await send(feedback, event)).status).toBe(200);
  });
});
