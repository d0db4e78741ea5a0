import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Api, startApi } from '../../infra/bundle/offline.ts';
import { APPLICATION } from '../support/handler-event.ts';
import { ROOT } from '../support/handler-sources.ts';
import { blocksOf } from '../support/readme-blocks.ts';

const ADDRESS = 'http://127.0.0.1:3000';

interface Call {
  method: string;
  path: string;
  status: number;
  body: Record<string, unknown>;
}

/** Runs a document's shell blocks as they are, at another address, and tells what each curl was answered. */
async function runDocument(path: string, url: string, directory: string): Promise<Call[]> {
  const file = join(directory, 'calls');
  const prelude = [
    'set -euo pipefail',
    'npm() { :; }; aws() { :; }; mkdir() { :; }; cp() { :; }', // checked by tests/unit/policy-readme.test.ts
    'curl() {',
    `  local body; body=$(command curl -sS -w '%{stderr}%{method} %{http_code} %{url_effective}' "\${@//${ADDRESS.replaceAll('/', '\\/')}/$API}" 2>"$FILE.one")`,
    '  printf \'%s\\n%s\\n\' "$(cat "$FILE.one")" "$body" >>"$FILE"',
    '  printf %s "$body"',
    '}',
  ];
  const blocks = blocksOf(path).filter(({ language }) => language === 'sh');
  const script = [...prelude, ...blocks.map((block) => block.text)].join('\n');
  rmSync(file, { force: true });
  const child = spawn('bash', ['-c', script], {
    env: { ...process.env, API: url, FILE: file },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const errors = await text(child.stderr);
  expect({ code: await ended, errors }).toEqual({ code: 0, errors: '' });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.flatMap((line, i): Call[] => {
    if (i % 2 === 1) return [];
    const [method, status, at] = line.split(' ') as [string, string, string];
    const body = JSON.parse(lines[i + 1]!) as Record<string, unknown>;
    return [{ method, path: at.slice(url.length), status: Number(status), body }];
  });
}

/** How many times a document's blocks call curl. */
const written = (path: string): number =>
  blocksOf(path).flatMap(({ language, text }) => (language === 'sh' ? (text.match(/\bcurl /g) ?? []) : []))
    .length;

describe('the curl commands of the documents', () => {
  const directory = mkdtempSync(join(tmpdir(), 'driftgate-readme-'));
  let api: Api;
  let short: Call[];
  let first: Call[];
  let second: Call[];

  beforeAll(async () => {
    const env = {
      DRIFTGATE_STORE: `file:${join(directory, 'store')}`,
      DRIFTGATE_PUSHGATEWAY_URL: '',
      DRIFTGATE_HASH_KEY: 'a key of the tests',
    };
    api = await startApi({ root: ROOT, directory, env });
    short = await runDocument('README.md', api.url, directory);
    first = await runDocument('docs/api.md', api.url, directory);
    second = await runDocument('docs/api.md', api.url, directory);
  });

  afterAll(async () => {
    await api?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test('are all answered with 200, several outcomes with a status each', () => {
    for (const calls of [short, first])
      expect(calls.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual(
        calls.map(({ method, path, body }) => `${method} ${path} ${'results' in body ? 207 : 200}`),
      );
    expect([short.length, first.length]).toEqual([written('README.md'), written('docs/api.md')]);
    expect(Math.min(short.length, first.length)).toBeGreaterThan(4);
  });

  const answers = (calls: readonly Call[], path: string) =>
    calls.filter((call) => call.path === path).map(({ body }) => body);

  test('predict as they say: one, of the named model, a batch in order', () => {
    const [one, batch] = answers(first, '/predict') as [
      Record<string, unknown>,
      { predictions: Record<string, unknown>[] },
    ];
    expect(Object.keys(one)).toEqual([
      'prediction_id',
      'model',
      'version',
      'label',
      'score',
      'probabilities',
    ]);
    expect(one).toMatchObject({ model: 'loan-approval' });
    const [named] = answers(first, '/models/loan-approval/predict');
    expect(named).toMatchObject({ model: 'loan-approval', label: one.label, score: one.score });
    expect(batch.predictions).toMatchObject([{ score: one.score }, { score: one.score }]);
  });

  test('with the same Idempotency-Key get the same answer, and another one without', () => {
    const idsOf = (calls: readonly Call[]) =>
      answers(calls, '/predict').map(({ prediction_id }) => prediction_id);
    const [mine, again] = [idsOf(first), idsOf(second)];
    // One, a batch, with the key, about an entity, and the one that feedback is about.
    expect(mine.map((id, i) => id === again[i])).toEqual([false, true, true, false, false]);
    expect(mine[1]).toBeUndefined();
    expect(mine[2]).toBeDefined();
  });

  test('give feedback to the prediction before, and to what a prediction was about', () => {
    const asked = answers(first, '/predict').at(-1)!;
    const about = answers(first, '/predict').at(-2)!;
    const outcome = { prediction_id: asked.prediction_id, actual_outcome: 1 };
    expect(answers(first, '/feedback')).toMatchObject([
      outcome,
      { prediction_id: about.prediction_id, actual_outcome: 1 },
      { accepted: 1, unknown: 0, invalid: 1, results: [outcome, { status: 400 }] },
    ]);
  });

  test('are answered in the Open Inference Protocol with the outputs asked for', () => {
    const [answer] = answers(first, '/v2/models/loan-approval/infer');
    expect(answer).toMatchObject({
      id: '42',
      outputs: [
        { name: 'label', shape: [2, 1] },
        { name: 'score', shape: [2, 1] },
      ],
    });
  });

  test('with an age of 7 would be refused as docs/api.md shows', async () => {
    const { text: shown } = blocksOf('docs/api.md').find(({ language }) => language === 'json')!;
    const application = { ...APPLICATION, age: 7 };
    const response = await fetch(`${api.url}/predict`, { method: 'POST', body: JSON.stringify(application) });
    const expected = JSON.parse(shown) as { status: number };
    expect(response.status).toBe(expected.status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject(expected);
  });
});
