import { createHandler } from '../../functions/monitor.ts';
import { createHandler as createNightly } from '../../functions/nightly.ts';
import { reportKey, reportPageKey } from '../../lib/archive/keys.ts';
import { recentKey } from '../../lib/feedback/recent.ts';
import type { OutcomeRecord } from '../../lib/log/record.ts';
import type { Monitor } from '../../lib/monitor/answer.ts';
import { addDays, datesFrom } from '../../lib/nightly/dates.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { openApi } from '../../lib/openapi/document.ts';
import { openMonitor } from '../../lib/runtime/open-monitor.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import { StoreUnavailableError } from '../../lib/store/errors.ts';
import { S3Store } from '../../lib/store/s3.ts';
import type { Store } from '../../lib/store/store.ts';
import { type Answer, expectProblem, type HttpEvent, type HttpHandler } from '../support/handler-event.ts';
import { FaultyStore } from '../support/handler-faulty-store.ts';
import { type TestRuntime, testRuntime } from '../support/handler-runtime.ts';
import { accepts } from '../support/json-schema.ts';
import { awayFromMidnight, dayOfTests } from '../support/midnight.ts';
import { writeModelDays } from '../support/model-days.ts';
import { createBucket } from '../support/s3.ts';

const MODEL = 'loan-approval';
const TODAY = dayOfTests();
const LAST = addDays(TODAY, -1);
const DAYS = 4;
const DASHBOARD = 'https://grafana.example/d/one?orgId=1';

let began: number;
let runtime: TestRuntime;
let report: Report;
let handler: HttpHandler;

const openHandler = async (of: TestRuntime): Promise<HttpHandler> =>
  createHandler(await openMonitor(of)) as HttpHandler;

async function ask(of: HttpHandler, event: Partial<HttpEvent> = {}): Promise<Answer> {
  const given = { isBase64Encoded: false, headers: {}, pathParameters: { model: MODEL }, ...event };
  const { statusCode, headers, body } = await of(given);
  const text = body ?? '';
  return {
    status: statusCode!,
    headers: headers ?? {},
    text,
    body: text.startsWith('{') ? JSON.parse(text) : undefined,
  };
}
const reportOf = (day: string, model = MODEL) => ({ pathParameters: { model, day } });

async function reportIn(store: Store, date: string): Promise<Report> {
  const object = await store.get(reportKey(MODEL, date));
  return JSON.parse(Buffer.from(object!.body).toString()) as Report;
}

/** Nights of traffic that drifts on its last day, without the third. */
beforeAll(async () => {
  await awayFromMidnight(TODAY);
  began = Date.now();
  runtime = await testRuntime({ grafana: DASHBOARD });
  const dates = datesFrom(addDays(LAST, 1 - DAYS), LAST).filter((date) => date !== addDays(LAST, -1));
  await writeModelDays(runtime.store, {
    folder: runtime.models.get(MODEL)!,
    dates,
    perDay: 200,
    change: (features, date) =>
      date === LAST ? { ...features, credit_score: (features.credit_score as number) - 120 } : features,
  });
  const nightly = createNightly(await openNightly(runtime));
  for (const date of dates) await nightly({ date });
  for (let i = 0; i < 120; i++) await runtime.store.put(recentKey(outcome(i)), '');
  report = await reportIn(runtime.store, LAST);
  handler = await openHandler(runtime);
});

/** One in ten is wrong, and of the newest ten all are right. */
function outcome(i: number): OutcomeRecord {
  const time = new Date(Date.parse(`${LAST}T12:00:00Z`) + 1000 * i).toISOString();
  const id = `${MODEL}.${i}`;
  const prediction = {
    time,
    version: '1.0.0',
    features: {},
    label: 1,
    score: 0.9,
    probabilities: [0.1, 0.9],
  };
  const actual = i % 10 === 0 && i < 110 ? 0 : 1;
  return {
    type: 'outcome',
    id: `${MODEL}.o${i}`,
    time,
    model: MODEL,
    prediction_id: id,
    source: 'api',
    confidence: 0.8,
    actual,
    prediction,
  };
}

test('says what the newest report says, as the API describes it', async () => {
  const { status, body, headers } = await ask(handler);
  const monitor = body as Monitor;
  expect(status).toBe(200);
  expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8' });
  expect(report.decision.decision).toBe('validate');
  expect(monitor.latest).toMatchObject({
    date: LAST,
    complete: true,
    headline: report.headline,
    decision: report.decision,
    drift: report.drift,
    current: '1.0.0',
    prediction_distribution_shift: report.versions[0]!.prediction_distribution_shift,
    mature_until: report.performance.mature_until,
    reference: { accuracy: report.performance.reference_accuracy },
    outcomes: { delay_seconds: report.performance.outcomes.delay_seconds },
    estimated: report.performance.estimated!.accuracy,
  });
  const { realised, from, to } = report.performance.window!;
  expect(monitor.latest!.realised).toMatchObject({
    from,
    to,
    labelled: realised.labelled,
    accuracy: realised.accuracy,
    accuracy_interval: realised.accuracy_interval,
  });
  const labelled = report.performance.days.reduce((sum, day) => sum + day.labelled, 0);
  expect(monitor.latest!.coverage).toEqual({
    days: 30,
    predictions: 600,
    labelled,
    coverage: labelled / 600,
  });
  expect(monitor.grafana_url).toBe(`https://grafana.example/d/one?orgId=1&var-model=${MODEL}`);
  expect(Date.parse(monitor.last_run!.finished_at)).toBeGreaterThanOrEqual(began);
  const { responses } = openApi(runtime.definitions).paths['/monitor/{model}'].get as Answer['body'];
  expect(accepts(responses['200'].content['application/json'].schema, body)).toBe(true);
});

test('the accuracy of the last 100 is of the newest 100, with its interval', async () => {
  const { rolling } = (await ask(handler)).body as Monitor;
  expect(rolling).toMatchObject({ window: 100, predictions: 100, correct: 91, accuracy: 0.91 });
  const [low, high] = rolling.accuracy_interval!;
  expect(low).toBeCloseTo(0.8377, 3);
  expect(high).toBeCloseTo(0.9519, 3);
});

test('every day has its place, and one without data says so', async () => {
  const { latest } = (await ask(handler, { queryStringParameters: { days: '5' } })).body as Monitor;
  expect(latest!.days.map(({ date }) => date)).toEqual(datesFrom(addDays(LAST, -4), LAST));
  const [before, first, , missing, last] = latest!.days;
  expect(last).toEqual({ ...report.performance.days.at(-1), reported: true });
  expect(first).toMatchObject({ predictions: 200, reported: true });
  for (const day of [before, missing])
    expect(day).toMatchObject({ predictions: 0, labelled: 0, accuracy: null, reported: false });
  const all = (await ask(handler)).body as Monitor;
  expect(all.latest!.days).toHaveLength(30);
});

test('outcomes that no run has looked at are not said to be none', async () => {
  const running = await testRuntime();
  const dates = [LAST, TODAY];
  await writeModelDays(running.store, { folder: running.models.get(MODEL)!, dates, perDay: 200 });
  const nightly = createNightly(await openNightly(running));
  const latest = async () => ((await ask(await openHandler(running))).body as Monitor).latest!;
  await nightly({ hourly: true });
  const alone = await latest();
  expect(alone).toMatchObject({ date: TODAY, decision: { decision: 'ok' }, counts: { outcomes: null } });
  expect(alone.headline).toContain('outcomes are not counted before the night');
  expect(alone.days.at(-1)).toMatchObject({ predictions: 200, labelled: null, accuracy: null });
  expect(alone.coverage).toEqual({ days: 29, predictions: 0, labelled: 0, coverage: null });
  const page = await ask(await openHandler(running), reportOf(TODAY));
  expect(page.text).toContain('Insufficient data: outcomes are not counted before the night');
  expect(page.text).toContain('those of this one are not counted before the night');
  expect(page.text).not.toContain('Insufficient data: no outcome is known');
  const schema = openApi(running.definitions).paths['/monitor/{model}'].get as Answer['body'];
  const { body } = await ask(await openHandler(running));
  expect(accepts(schema.responses['200'].content['application/json'].schema, body)).toBe(true);

  await nightly({ date: LAST });
  await nightly({ hourly: true });
  const { days, coverage } = await latest();
  const before = days.at(-2)!.labelled!;
  expect(before).toBeGreaterThan(0);
  expect(days.at(-1)!.labelled).toBeNull();
  expect(coverage).toEqual({ days: 29, predictions: 200, labelled: before, coverage: before / 200 });

  await nightly({ date: TODAY });
  const counted = await latest();
  expect(counted.days.at(-1)!.labelled).toBeGreaterThan(0);
  expect(counted.coverage).toMatchObject({ days: 30, predictions: 400 });
});

test('it lists the days that have a report, the newest first, and serves them', async () => {
  const { reports } = (await ask(handler)).body as Monitor;
  expect(reports.map(({ date }) => date)).toEqual([LAST, addDays(LAST, -2), addDays(LAST, -3)]);
  expect(reports[0]!.url).toBe(`/monitor/${MODEL}/reports/${LAST}`);
  const { status, text, headers } = await ask(handler, reportOf(LAST));
  expect(status).toBe(200);
  expect(text).toBe(Buffer.from((await runtime.store.get(reportPageKey(MODEL, LAST)))!.body).toString());
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
  });
});

test.each([{}, reportOf(LAST)])('who has the answer gets 304, until it changes: %j', async (event) => {
  const { headers } = await ask(handler, event);
  const etag = headers.etag as string;
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await ask(handler, { ...event, headers: { 'if-none-match': known } });
    expect(again).toMatchObject({ status: 304, text: '', headers: { etag } });
  }
  const other = await ask(handler, { ...event, headers: { 'if-none-match': '"other"' } });
  expect(other.status).toBe(200);
});

test('a new outcome is a new answer', async () => {
  const { headers } = await ask(handler);
  await runtime.store.put(recentKey(outcome(121)), '');
  const again = await ask(handler, { headers: { 'if-none-match': headers.etag as string } });
  expect(again.status).toBe(200);
});

test('it takes two GETs and two LISTs, whatever the days', async () => {
  const asked: string[] = [];
  const counting = new FaultyStore(runtime.store);
  counting.fails = (operation, key) => {
    asked.push(`${operation} ${key}`);
    return false;
  };
  const other = await openHandler({ ...runtime, store: counting });
  await ask(other);
  expect(asked.sort()).toEqual([
    `get gauges/nightly/${MODEL}.json`,
    `get ${reportKey(MODEL, LAST)}`,
    `list recent/model=${MODEL}/`,
    `list reports/model=${MODEL}/`,
  ]);
});

test('before the first night there is nothing to say, and that is no error', async () => {
  const { status, body } = await ask(await openHandler(await testRuntime()));
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      model: MODEL,
      version: '1.0.0',
      grafana_url: null,
      last_run: null,
      rolling: { window: 100, predictions: 0, correct: 0, accuracy: null, accuracy_interval: null },
      latest: null,
      reports: [],
    },
  });
});

test.each<[string, Partial<HttpEvent>, number, string, string]>([
  ['a model that is none', { pathParameters: { model: '../x' } }, 404, 'unknown_model', 'got "../x"'],
  ['a report of one', reportOf(LAST, '__proto__'), 404, 'unknown_model', 'got "__proto__"'],
  [
    'a day without a report',
    reportOf(addDays(LAST, -1)),
    404,
    'not_found',
    `expected a day that GET /monitor/${MODEL} lists, got ${addDays(LAST, -1)}`,
  ],
  ['a day that is none', reportOf('2026-02-30'), 404, 'not_found', 'YYYY-MM-DD, got "2026-02-30"'],
  ['a way out', reportOf('..%2f'), 404, 'not_found', 'got "..%2f"'],
  ['no days', { queryStringParameters: { days: '0' } }, 400, 'invalid_request', '1 to 30, got "0"'],
  ['too many', { queryStringParameters: { days: '31' } }, 400, 'invalid_request', '1 to 30, got "31"'],
  ['what is no number', { queryStringParameters: { days: '1e1' } }, 400, 'invalid_request', 'got "1e1"'],
  ['what there is not', { queryStringParameters: { day: '1' } }, 400, 'invalid_request', 'got "day"'],
])('%s is a problem', async (_, event, status, reason, detail) => {
  const answer = await ask(handler, event);
  expectProblem(answer, status, reason);
  expect(answer.body.detail).toContain(detail);
});

test.each([{}, reportOf(LAST)])('a store that fails is a 503, and is logged: %j', async (event) => {
  const faulty = new FaultyStore(runtime.store);
  faulty.fails = (_, key) => key.startsWith('reports/');
  const other = await openHandler({ ...runtime, store: faulty });
  const before = runtime.logged.length;
  expectProblem(await ask(other, event), 503, 'store_unavailable');
  const [logged] = runtime.logged.slice(before);
  expect(logged!.level).toBe('error');
  expect(logged!.data!.error).toBeInstanceOf(StoreUnavailableError);
});

test('on S3 it is the same', async () => {
  const store = new S3Store(await createBucket());
  for (const key of [reportKey(MODEL, LAST), reportPageKey(MODEL, LAST)])
    await store.put(key, (await runtime.store.get(key))!.body);
  await store.put(recentKey(outcome(1)), '');
  const s3 = await openHandler(await testRuntime({ store }));
  const { body } = await ask(s3);
  expect(body).toMatchObject({ latest: { headline: report.headline }, rolling: { accuracy: 1 } });
  expect((await ask(s3, reportOf(LAST))).text).toContain(report.headline.slice(0, 20));
  expectProblem(await ask(s3, reportOf(addDays(LAST, -5))), 404, 'not_found');
});
