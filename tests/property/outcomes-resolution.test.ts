import type { PredictionRecord } from '../../lib/log/record.ts';
import { REQUEST_SOURCES } from '../../lib/outcomes/source.ts';
import { handlerModel } from '../support/handler-model.ts';
import { OutcomeHistory, type Told } from '../support/outcome-history.ts';
import { sourceOf } from '../support/outcome-log.ts';
import { seededRandom } from '../support/random.ts';
import { storeDirectory } from '../support/store-directory.ts';

const DAY = 86_400_000;
const [api, reviewer] = REQUEST_SOURCES as [(typeof REQUEST_SOURCES)[0], (typeof REQUEST_SOURCES)[0]];
const files = sourceOf();
const table = sourceOf({ name: 'table', confidence: 0.8 });

/** What the rule says, one sentence at a time. */
function naive(told: readonly Told[]): Map<string, string> {
  const counting = new Map<string, string>();
  for (const id of new Set(told.map(({ predictionId }) => predictionId))) {
    let left = told.filter(({ predictionId }) => predictionId === id);
    const keep = (value: (one: Told) => number) => {
      const most = Math.max(...left.map(value));
      left = left.filter((one) => value(one) === most);
    };
    // The most confident;
    keep(({ confidence }) => confidence);
    // of those the one that became known last, by its source, who cannot know what is yet to come, or by its receipt;
    keep(({ received, observed }) => (observed === undefined || observed > received ? received : observed));
    // of those the one received last; and of those in one millisecond the one that was told last.
    keep(({ received }) => received);
    counting.set(id, left.at(-1)!.outcomeId);
  }
  return counting;
}

async function expectNaive(history: OutcomeHistory): Promise<void> {
  const resolved = await history.resolve(await storeDirectory());
  expect(new Map([...resolved].sort())).toEqual(new Map([...naive(history.told)].sort()));
}

const actualOf = (
  history: OutcomeHistory,
  resolved: Map<string, string>,
  { id }: PredictionRecord,
): unknown => history.told.find(({ outcomeId }) => outcomeId === resolved.get(id))?.actual;

test('random outcomes of every source, in any order, over months: as a naive reading of the rule', async () => {
  const random = seededRandom(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  for (let run = 0; run < 6; run++) {
    const history = new OutcomeHistory(handlerModel());
    const predictions: PredictionRecord[] = [];
    for (let step = 0; step < 8; step++) {
      predictions.push(...(await history.predict(Array.from({ length: 5 }, () => (random() < 0.5 ? 0 : 1)))));
      const source = pick([api, reviewer, files, table]);
      const rows = Array.from({ length: 1 + Math.floor(random() * 30) }, () => {
        const before = history.clock.time - Math.floor(random() * 20 * DAY);
        const observed = random() < 0.4 ? undefined : before + (random() < 0.1 ? 21 * DAY : 0);
        return { of: pick(predictions), actual: random() < 0.5 ? 0 : 1, observed };
      });
      await history.tell(source, rows, source === api || source === reviewer ? 'feedback' : 'outcomes');
      history.clock.time += Math.floor(random() * random() * 40 * DAY);
    }
    await expectNaive(history);
  }
});

test('the same outcome 1,000 times is one, whether at once or one by one', async () => {
  const history = new OutcomeHistory(handlerModel());
  const [one, two] = (await history.predict([1, 0])) as [PredictionRecord, PredictionRecord];
  await history.tell(
    files,
    Array.from({ length: 1000 }, () => ({ of: one, actual: 1 })),
  );
  for (let i = 0; i < 100; i++) await history.tell(api, [{ of: two, actual: 0 }], 'feedback');
  const resolved = await history.resolve(await storeDirectory());
  expect([...resolved.keys()].sort()).toEqual([one.id, two.id].sort());
  expect(resolved).toEqual(naive(history.told));
});

test('reviewers who disagree outweigh everybody else, and the last of them counts', async () => {
  const history = new OutcomeHistory(handlerModel());
  const [prediction] = (await history.predict([1])) as [PredictionRecord];
  await history.tell(reviewer, [{ of: prediction, actual: 1 }], 'feedback');
  history.clock.time += DAY;
  await history.tell(reviewer, [{ of: prediction, actual: 0 }], 'feedback');
  history.clock.time += DAY;
  await history.tell(files, [{ of: prediction, actual: 1 }]);
  await history.tell(api, [{ of: prediction, actual: 1 }], 'feedback');
  const resolved = await history.resolve(await storeDirectory());
  expect(actualOf(history, resolved, prediction)).toBe(0);
  await expectNaive(history);
});

test('a correction months later counts, and the same file again does not undo it', async () => {
  const history = new OutcomeHistory(handlerModel());
  const [prediction] = (await history.predict([1])) as [PredictionRecord];
  history.clock.time += 30 * DAY;
  const closed = history.clock.time;
  await history.tell(files, [{ of: prediction, actual: 1, observed: closed }]);
  history.clock.time += 150 * DAY;
  await history.tell(files, [{ of: prediction, actual: 0, observed: history.clock.time }]);
  history.clock.time += 30 * DAY;
  await history.tell(files, [{ of: prediction, actual: 1, observed: closed }]);
  const resolved = await history.resolve(await storeDirectory());
  expect(actualOf(history, resolved, prediction)).toBe(0);
  await expectNaive(history);
});

test('outcomes of a model that is deleted change nothing of the others', async () => {
  const history = new OutcomeHistory(handlerModel());
  const [gone] = (await history.predict([1], 'gone')) as [PredictionRecord];
  const [prediction] = (await history.predict([1])) as [PredictionRecord];
  const results = await history.tell(files, [
    { of: gone, actual: 1 },
    { of: prediction, actual: 1 },
  ]);
  expect(results).toEqual(['unknown_model', 'accepted']);
  expect([...(await history.resolve(await storeDirectory())).keys()]).toEqual([prediction.id]);
});

test('an outcome before its prediction is visible counts when it comes again', async () => {
  const history = new OutcomeHistory(handlerModel());
  const hidden = new OutcomeHistory(handlerModel());
  const [prediction] = (await hidden.predict([1])) as [PredictionRecord];
  expect(await history.tell(files, [{ of: prediction, actual: 1 }])).toEqual(['unknown_prediction']);
  for (const [key, body] of hidden.store.objects) history.store.objects.set(key, body);
  history.clock.time += DAY;
  expect(await history.tell(files, [{ of: prediction, actual: 0 }])).toEqual(['accepted']);
  const resolved = await history.resolve(await storeDirectory());
  expect(actualOf(history, resolved, prediction)).toBe(0);
});
