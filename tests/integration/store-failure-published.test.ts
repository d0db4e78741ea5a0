import { createHandler } from '../../functions/predict.ts';
import { Pushgateway } from '../../lib/metrics/pushgateway.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import { FileStore } from '../../lib/store/file.ts';
import { APPLICATION, expectProblem, type HttpHandler, post, send } from '../support/handler-event.ts';
import { FaultyStore } from '../support/handler-faulty-store.ts';
import { scrape, shown, startGateway, sumOf } from '../support/handler-gateway.ts';
import { openFeedbackHandler, temporaryDirectory, testRuntime } from '../support/handler-runtime.ts';

const FAILED_AT = 'driftgate_store_failure_timestamp_seconds';

let gateway: Awaited<ReturnType<typeof startGateway>>;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.end());

test('while nothing can be committed, the gateway is told that the store fails all the same', async () => {
  const directory = await temporaryDirectory();
  const store = new FaultyStore(new FileStore(directory));
  const runtime = await testRuntime({ directory, store, gateway: gateway.url, pushTimeoutMs: 5_000 });
  const dependencies = await openPredict(runtime);
  const predict = createHandler(dependencies) as HttpHandler;
  const feedback = await openFeedbackHandler(runtime);
  expect((await send(predict, post(APPLICATION))).status).toBe(200);
  expect(sumOf(await scrape(gateway.url), FAILED_AT)).toBeUndefined();

  const get = { ...post({}), requestContext: { http: { method: 'GET' } } };
  store.fails = () => true;
  const before = Date.now() / 1000;
  expectProblem(await send(predict, post(APPLICATION)), 503, 'store_unavailable');
  const queryStringParameters = { model: 'loan-approval', reviewer_id: 'a' };
  const review = await send(feedback, { ...get, rawPath: '/validate', queryStringParameters });
  expect(review.status).toBe(503);
  await shown(gateway.url, (samples) => {
    for (const job of ['predict', 'feedback'])
      expect(sumOf(samples, FAILED_AT, { job, part: 'store' })).toBeGreaterThanOrEqual(Math.floor(before));
    // What is counted in the slot waits for a commit.
    expect(sumOf(samples, 'driftgate_store_failures_total', { job: 'predict' })).toBe(0);
  });
});

test('who is not ready because of the store says so: Kubernetes sends it no predictions that could', async () => {
  const directory = await temporaryDirectory();
  const store = new FaultyStore(new FileStore(directory));
  const runtime = await testRuntime({ directory, store, gateway: gateway.url, pushTimeoutMs: 5_000 });
  const predict = createHandler(await openPredict(runtime)) as HttpHandler;
  await new Pushgateway({ url: gateway.url, timeoutMs: 5_000 }).delete({ job: 'predict', part: 'store' });
  await shown(gateway.url, (samples) =>
    expect(sumOf(samples, FAILED_AT, { job: 'predict' })).toBeUndefined(),
  );
  store.fails = () => true;
  const probe = { ...post({}), rawPath: '/v2/health/ready', requestContext: { http: { method: 'GET' } } };
  expect((await send(predict, probe)).status).toBe(503);
  await shown(gateway.url, (samples) => expect(sumOf(samples, FAILED_AT, { job: 'predict' })).toBeDefined());
});
