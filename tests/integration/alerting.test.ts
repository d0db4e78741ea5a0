import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readEnvironment } from '../../infra/local/environment.ts';
import { scraping } from '../../infra/local/increases.ts';
import { thisMachine } from '../../infra/local/machine.ts';
import { type Services, startServices } from '../../infra/local/services.ts';
import { alertingCopy } from '../support/alerting-copy.ts';
import { APPLICATION, type HttpHandler, post, send } from '../support/handler-event.ts';
import {
  openFeedbackHandler,
  openPredictHandler,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { httpSink } from '../support/http-sink.ts';
import { imageOf } from '../support/prometheus-tools.ts';
import { blocksOf, runbookQueries } from '../support/readme-blocks.ts';
import { type Mail, smtpSink } from '../support/smtp-sink.ts';

const MODEL = 'loan-approval';
const SNS_ANSWER =
  '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

let services: Services<'pushgateway' | 'prometheus' | 'alertmanager'>;
let smtp: Awaited<ReturnType<typeof smtpSink>>;
let http: Awaited<ReturnType<typeof httpSink>>;
let predict: HttpHandler;
let feedback: HttpHandler;

beforeAll(async () => {
  const environment = { ...readEnvironment(), addresses: {} };
  const inDocker = await thisMachine(environment).hasDocker();
  const listen = inDocker ? '0.0.0.0' : '127.0.0.1';
  const host = inDocker ? 'host.docker.internal' : '127.0.0.1';
  [smtp, http] = await Promise.all([smtpSink(listen), httpSink(SNS_ANSWER, listen)]);
  const directory = await temporaryDirectory();
  const folders = alertingCopy(directory, {
    smtp: `${host}:${smtp.port}`,
    smtpPassword: 'a secret',
    http: `http://${host}:${http.port}`,
    seenAs: (folder) => (inDocker ? '/etc/alertmanager' : folder),
  });
  services = await startServices({
    names: ['pushgateway', 'prometheus', 'alertmanager'],
    root: process.cwd(),
    directory,
    environment,
    log: () => undefined,
    ports: 'free',
    scrapeInterval: '1s',
    folders,
  });
  await scraping(services.prometheus.url);
  const runtime = await testRuntime({ gateway: services.pushgateway.url, pushTimeoutMs: 5_000 });
  [predict, feedback] = await Promise.all([openPredictHandler(runtime), openFeedbackHandler(runtime)]);
});
afterAll(async () => {
  await services?.stop();
  await Promise.all([smtp?.close(), http?.close()]);
});

/** So many predictions, and their outcomes: right ones or wrong ones. */
async function outcomes(count: number, right: boolean): Promise<void> {
  const { body } = await send(predict, post({ instances: Array.from({ length: count }, () => APPLICATION) }));
  const told = body.predictions.map(({ prediction_id, label }: { prediction_id: string; label: number }) => ({
    prediction_id,
    actual_outcome: right ? label : 1 - label,
  }));
  const answer = await send(feedback, post({ outcomes: told }));
  expect(answer.body).toMatchObject({ accepted: count, unknown: 0, invalid: 0 });
}

async function eventually<T>(look: () => Promise<T | undefined> | T | undefined, what: string): Promise<T> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(100)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`not within 120 s: ${what}`);
}

const json = async (url: string) => (await fetch(url)).json() as Promise<never>;

/** The state of the alert in Prometheus; undefined where it is neither pending nor firing. */
async function stateOf(alertname: string): Promise<string | undefined> {
  const { data } = await json(`${services.prometheus.url}/api/v1/alerts`);
  const alerts = (data as { alerts: { labels: Record<string, string>; state: string }[] }).alerts;
  return alerts.find(({ labels }) => labels.alertname === alertname && labels.model === MODEL)?.state;
}

async function accuracyIs(value: number): Promise<void> {
  const query = encodeURIComponent('model_accuracy{window="last_100"}');
  await eventually(async () => {
    const { data } = await json(`${services.prometheus.url}/api/v1/query?query=${query}`);
    const [series] = (data as { result: { value: [number, string] }[] }).result;
    return Number(series?.value[1]) === value || undefined;
  }, `an accuracy of ${value} in Prometheus`);
}

interface Webhook {
  status: string;
  groupLabels: Record<string, string>;
  alerts: { status: string; labels: Record<string, string>; annotations: Record<string, string> }[];
}

const webhook = (status: string) =>
  eventually(
    () =>
      http.posts
        .filter(({ path }) => path === '/webhook')
        .map(({ body }) => JSON.parse(body) as Webhook)
        .find((found) => found.status === status && found.groupLabels.alertname === 'ModelAccuracyLow'),
    `the webhook is told that the alert is ${status}`,
  );

const mail = (subject: RegExp): Promise<Mail> =>
  eventually(() => smtp.mails.find(({ text }) => subject.test(text)), `a mail with ${subject}`);

const slack = (title: string) =>
  eventually(
    () =>
      http.posts
        .filter(({ path }) => path === '/slack')
        .map(({ body }) => JSON.parse(body) as { channel: string; attachments: Record<string, string>[] })
        .find(({ attachments }) => attachments[0]!.title === title),
    `Slack gets ${title}`,
  );

test('accuracy falls below 0.8: Prometheus fires, and webhook, mail and Slack are told; and again when it is over', async () => {
  await outcomes(30, true);
  await accuracyIs(1);
  expect(await stateOf('ModelAccuracyLow')).toBeUndefined();

  await outcomes(20, false);
  await accuracyIs(0.6);
  await eventually(
    async () => (await stateOf('ModelAccuracyLow')) === 'firing' || undefined,
    'the alert fires',
  );

  const summary = `${MODEL}: accuracy 60% over its last outcomes, expected at least 80%.`;
  const labels = { alertname: 'ModelAccuracyLow', model: MODEL, severity: 'warning', window: 'last_100' };
  const [told] = (await webhook('firing')).alerts;
  expect(told).toMatchObject({ status: 'firing', labels: expect.objectContaining(labels) });
  expect(told!.annotations.summary).toBe(summary);

  const firing = await mail(/^Subject: Warning: loan-approval: accuracy /m);
  expect(firing).toMatchObject({
    from: 'driftgate@example.com',
    to: ['ml-team@example.com'],
    username: 'driftgate@example.com',
    password: 'a secret',
  });
  expect(firing.text).toContain(`Subject: Warning: ${summary}\n`);
  for (const part of ['Content-Type: text/plain', 'Content-Type: text/html'])
    expect(firing.text).toContain(part);
  expect(firing.text).toMatch(/^What to do: Look at the trend /m);
  expect(firing.text).toMatch(/^Runbook: docs\/runbooks\.md#modelaccuracylow$/m);
  expect((await slack(`Warning: ${summary}`)).channel).toBe('#driftgate');

  await outcomes(100, true);
  await accuracyIs(1);
  expect((await webhook('resolved')).alerts).toEqual([expect.objectContaining({ status: 'resolved' })]);
  const over = await mail(/^Subject: Resolved: ModelAccuracyLow /m);
  expect(over.text).toContain(`Subject: Resolved: ModelAccuracyLow of ${MODEL}\n`);
  expect(over.text).not.toContain('What to do');
  await slack(`Resolved: ModelAccuracyLow of ${MODEL}`);
  expect(await stateOf('ModelAccuracyLow')).toBeUndefined();
});

/** Tells Alertmanager of alerts, as Prometheus would. */
async function raise(...alerts: Record<string, string>[]): Promise<void> {
  const annotations = {
    summary: 'It is so.',
    description: 'Very much.',
    action: 'Wait.',
    runbook_url: 'docs',
  };
  const response = await fetch(`${services.alertmanager.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts.map((labels) => ({ labels, annotations }))),
  });
  expect(response.status).toBe(200);
}

/** By name and feature, whether Alertmanager keeps an alert to itself because of another; once it knows of all. */
const suppressed = (names: readonly string[]) =>
  eventually(async () => {
    const alerts: { labels: Record<string, string>; status: { state: string; inhibitedBy: string[] } }[] =
      await json(`${services.alertmanager.url}/api/v2/alerts`);
    const found = alerts.filter(({ labels }) => names.includes(labels.alertname!));
    if (found.length < names.length || found.some(({ status }) => status.state === 'unprocessed'))
      return undefined;
    return Object.fromEntries(
      found.map(({ labels, status }) => [
        [labels.alertname, labels.feature].filter(Boolean).join(' '),
        status.inhibitedBy.length > 0,
      ]),
    );
  }, `Alertmanager knows of ${names}`);

test('the critical drift of a feature silences its warning alone, and goes to SNS', async () => {
  const drift = { alertname: 'FeatureDrift', severity: 'warning', model: MODEL };
  const significant = { alertname: 'FeatureDriftSignificant', severity: 'critical', model: MODEL };
  await raise({ ...significant, feature: 'age' });
  const published = await eventually(
    () => http.posts.find(({ path, body }) => path.startsWith('/sns') && body.includes('Significant')),
    'SNS is told',
  );
  const form = Object.fromEntries(new URLSearchParams(published.body));
  expect(form).toMatchObject({
    Action: 'Publish',
    TopicArn: 'arn:aws:sns:eu-central-1:000000000000:driftgate',
    Subject: `Critical: FeatureDriftSignificant of ${MODEL}`,
    Message: expect.stringMatching(/^It is so\.\nVery much\.\nSince .* UTC\.\n\nWhat to do: Wait\.\n/),
  });
  await raise({ ...drift, feature: 'age' }, { ...drift, feature: 'income' });
  expect(await suppressed(['FeatureDrift', 'FeatureDrift', 'FeatureDriftSignificant'])).toEqual({
    'FeatureDriftSignificant age': false,
    'FeatureDrift age': true,
    'FeatureDrift income': false,
  });
});

test('what follows from another alert of the model or of the keeper is not told beside it', async () => {
  const dropped = { alertname: 'ModelAccuracyDropped', severity: 'critical' };
  const keeper = { severity: 'warning', job: 'keeper' };
  await raise(
    { alertname: 'RetrainingRecommended', severity: 'critical', model: MODEL },
    { ...dropped, model: MODEL },
    { ...dropped, model: 'churn', feature: 'of another model' },
    { ...keeper, alertname: 'KeeperMissed' },
    { ...keeper, alertname: 'SlotsExhausted' },
    { ...keeper, alertname: 'NightlyAbsent' },
    { ...keeper, alertname: 'PushFailures' },
  );
  const names = ['ModelAccuracyDropped', 'SlotsExhausted', 'NightlyAbsent', 'PushFailures'];
  expect(await suppressed(['ModelAccuracyDropped', ...names])).toEqual({
    ModelAccuracyDropped: true,
    'ModelAccuracyDropped of another model': false,
    SlotsExhausted: true,
    NightlyAbsent: true,
    PushFailures: false,
  });
});

test('the commands of docs/alerting.md work as they are', async () => {
  const commands = blocksOf('docs/alerting.md')
    .map(({ text }) => text)
    .join('')
    .replaceAll('http://127.0.0.1:9093', services.alertmanager.url);
  const image = `docker run --rm --network host -v "$PWD:$PWD:ro" -w "$PWD" --entrypoint amtool ${imageOf('amtool')}`;
  const script = `set -e; command -v amtool >/dev/null || amtool() { ${image} "$@"; }\n${commands}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script]);
  expect(stdout).toMatch(/^on-call,sentiment$/m);
  expect(stdout).toMatch(/^Test +\d.* A test of the way to you\. +active/m);
  expect(stdout).toMatch(/alertname=~"FeatureDrift\.\*" model="churn"/);
  const told = await mail(/^Subject: Critical: A test of the way to you\.$/m);
  expect(told.text).toContain('What to do: Nothing.\n');
});

test('Prometheus understands every query of docs/runbooks.md', async () => {
  const queries = runbookQueries();
  expect(queries.length).toBeGreaterThan(30);
  const answers = queries.map(async (query) => {
    const url = `${services.prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`;
    return { query, answer: await json(url) };
  });
  expect(await Promise.all(answers)).toEqual(
    queries.map((query) => ({ query, answer: expect.objectContaining({ status: 'success' }) })),
  );
});

test('a gateway that is down is told to whoever is on call, and silences what follows from it', async () => {
  await services.pushgateway.pause();
  try {
    const told = await mail(/^Subject: Critical: Prometheus cannot scrape the Pushgateway /m);
    expect(told.to).toEqual(['on-call@example.com']);
    await raise(
      { alertname: 'KeeperMissed', severity: 'warning', job: 'keeper' },
      { alertname: 'StoreFailures', severity: 'critical', job: 'predict' },
    );
    expect(await suppressed(['KeeperMissed', 'StoreFailures'])).toEqual({
      KeeperMissed: true,
      StoreFailures: false,
    });
  } finally {
    await services.pushgateway.resume();
  }
});
