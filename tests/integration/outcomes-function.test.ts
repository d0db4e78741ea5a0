import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler } from '../../functions/outcomes.ts';
import { rolling } from '../../lib/feedback/recent.ts';
import type { Sample } from '../../lib/metrics/sample.ts';
import type { JobContext } from '../../lib/outcomes/job-context.ts';
import type { Poll } from '../../lib/outcomes/polls.ts';
import { RecentWindow } from '../../lib/outcomes/recent-window.ts';
import { RowReader } from '../../lib/outcomes/row-reader.ts';
import type { FileSource } from '../../lib/outcomes/source.ts';
import { addToReport, emptyReport } from '../../lib/outcomes/source-report.ts';
import { openOutcomes } from '../../lib/runtime/open-outcomes.ts';
import { APPLICATION, type HttpHandler, post, send } from '../support/handler-event.ts';
import { openPredictHandler, type TestRuntime, testRuntime } from '../support/handler-runtime.ts';
import { readOutcomes } from '../support/outcome-log.ts';

const MODEL = 'loan-approval';
let runtime: TestRuntime;
let predict: HttpHandler;

beforeAll(async () => {
  runtime = await testRuntime();
  predict = await openPredictHandler(runtime);
});

/** Rows that are there, one batch; as every kind of source does it. */
const pollOf =
  (rows: Record<string, unknown>[]): Poll<FileSource> =>
  async (context: JobContext, source: FileSource) => {
    const reader = new RowReader(source);
    const window = new RecentWindow();
    const report = emptyReport(source.name);
    const read = rows.map((cells, i) => reader.read({ at: `row ${i}`, cells }, context.now()));
    const key = { name: `${source.name}/1`, request: '' };
    const [result] = await context.ingest.take(source, [{ rows: read, key }], { window });
    addToReport(report, read.length, result!);
    await context.roll(window);
    return report;
  };

const source = (name: string): FileSource => ({
  name,
  kind: 'file',
  confidence: 0.9,
  models: undefined,
  mapping: {
    join: { by: 'prediction_id', column: 'id' },
    outcome: { column: 'outcome', classes: undefined },
    predicted: undefined,
    model: undefined,
    time: undefined,
  },
  file: { format: 'ending' },
});

test('every source is polled, twice at once or again without double effect; one that fails does not stop the others', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push((await send(predict, post(APPLICATION))).body.prediction_id);
  const dependencies = await openOutcomes(runtime);
  const rows = [...ids.map((id) => ({ id, outcome: '1' })), { id: 'x', outcome: '1' }];
  const poll = pollOf(rows);
  const polls = {
    file: async (context: JobContext, one: FileSource) => {
      if (one.name === 'broken') throw new Error('expected a file, got none');
      return poll(context, one);
    },
  };
  const sources = [source('broken'), source('files'), { name: 'api', kind: 'api', confidence: 1 } as const];
  const published: Sample[][] = [];
  const pollGauges = {
    publish: async (_: string | null, samples: Sample[]) => {
      published.push(samples);
      throw new Error('the gateway is away');
    },
  };
  const handler = createHandler({ ...dependencies, polls, sources, pollGauges });
  const report = {
    source: 'files',
    rows: 4,
    accepted: 3,
    rejected: { invalid_id: 1 },
    pending: 0,
    deferred: 0,
    skipped: [],
  };
  await expect(handler({})).rejects.toMatchObject({
    message: 'outcomes could not be taken: broken: expected a file, got none',
    summary: { sources: [report], failures: [{ source: 'broken', message: 'expected a file, got none' }] },
  });
  expect(await handler({ source: 'files' })).toEqual({ sources: [report], failures: [] });
  expect(published.map((samples) => samples.map(({ labels, value }) => [labels.source, value > 0]))).toEqual(
    Array(2).fill([
      ['broken', false],
      ['files', true],
    ]),
  );
  const { outcomes, rejected } = await readOutcomes(runtime.store);
  expect(outcomes.map((outcome) => outcome.prediction_id)).toEqual(ids);
  expect(rejected).toEqual({ 'unknown files invalid_id': 1 });
  const correct = outcomes.filter(({ actual, prediction }) => actual === prediction.label).length;
  expect(await rolling(runtime.store, MODEL)).toEqual({ outcomes: 3, correct });
  await expect(handler({ source: 'other' })).rejects.toThrow(
    'expected one of the sources that are polled, broken, files, got "other"',
  );
});

test('the configured sources are what there is, and what they need is looked for at the start', async () => {
  const directory = runtime.directory;
  const outcomeSources = join(directory, 'sources.json');
  const open = async (sources: unknown[]) => {
    await writeFile(outcomeSources, JSON.stringify({ sources }));
    return openOutcomes({ ...runtime, config: { ...runtime.config, outcomeSources } });
  };
  expect((await open([])).sources).toEqual([]);
  await expect(
    open([
      {
        name: 'loans',
        kind: 'database',
        model: MODEL,
        confidence: 1,
        mapping: { prediction_id: 'id', outcome: 'o' },
        database: { url: { env: 'NO_SUCH_VARIABLE' }, query: 'SELECT 1', watermark: 'w', key: 'k' },
      },
    ]),
  ).rejects.toThrow('loans: configuration: expected a secret in the variable NO_SUCH_VARIABLE, got nothing');
});
