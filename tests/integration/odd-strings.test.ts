import { createHandler as createNightly } from '../../functions/nightly.ts';
import { reportKey } from '../../lib/archive/keys.ts';
import { readModels } from '../../lib/model/registry.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { getJson } from '../../lib/nightly/stored.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import {
  expectInferenceError,
  expectProblem,
  infer,
  inputsOf,
  post,
  send,
} from '../support/handler-event.ts';
import { openPredictHandler, testRuntime } from '../support/handler-runtime.ts';
import { awayFromMidnight } from '../support/midnight.ts';

const MODEL = 'churn';
const row = (REGION: string) => ({ TENURE: 'K > 24 month', MRG: 'NO', REGULARITY: 5, REGION });

beforeAll(awayFromMidnight);

test('every prediction that is answered reaches the archive, whatever its strings are made of', async () => {
  const churn = (await readModels('models')).get(MODEL)!;
  const models = new Map([[MODEL, churn]]);
  const runtime = { ...(await testRuntime()), models, definitions: [churn.definition] };
  const predict = await openPredictHandler({
    ...runtime,
    config: { ...runtime.config, defaultModel: MODEL },
  });
  const strings = [
    '',
    'FATICK',
    '\0',
    'DA\0KAR',
    'a"b\\',
    'a\r\nb\u2028c\u2029d',
    '\u{1f44d}',
    '\ufeff\uffff',
  ];
  const halves = ['\ud800', 'DAKAR\udfff', '\udc4d\ud83d'];
  for (const text of strings) {
    expect(await send(predict, post(row(text), { model: MODEL }))).toMatchObject({ status: 200 });
    const inputs = inputsOf([row(text)], 'BYTES').map((input) =>
      input.name === 'REGULARITY' ? { ...input, datatype: 'INT64' } : input,
    );
    expect(await send(predict, infer({ inputs }, { model: MODEL }))).toMatchObject({ status: 200 });
  }
  for (const text of halves) {
    const answer = await send(predict, post(row(text), { model: MODEL }));
    expectProblem(answer, 400, 'wrong_type');
    expect(answer.body.errors[0]).toMatchObject({
      pointer: '/REGION',
      detail: expect.stringContaining('which has half of a surrogate pair'),
    });
    const inputs = [...inputsOf([{ TENURE: '', MRG: '', REGION: text }], 'BYTES')];
    const integers = inputsOf([{ REGULARITY: 5 }], 'INT64');
    expectInferenceError(
      await send(predict, infer({ inputs: [...inputs, ...integers] }, { model: MODEL })),
      400,
      'wrong_type',
    );
  }
  const nightly = createNightly({
    ...(await openNightly(runtime)),
    now: () => Date.now() + 25 * 3_600_000,
  });
  const date = new Date().toISOString().slice(0, 10);
  await nightly({ date });
  const report = (await getJson<Report>(runtime.store, reportKey(MODEL, date)))!;
  expect(report.counts.predictions).toBe(2 * strings.length);
  expect(report.read.skipped).toEqual({
    malformed: 0,
    incomplete: 0,
    unknown_type: 0,
    unknown_model: 0,
    duplicate_id: 0,
  });
});
