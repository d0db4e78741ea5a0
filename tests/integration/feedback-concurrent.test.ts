import { rolling } from '../../lib/feedback/recent.ts';
import type { OutcomeRecord } from '../../lib/log/record.ts';
import { APPLICATION, type HttpHandler, post, send, validation } from '../support/handler-event.ts';
import { shown, startGateway, sumOf } from '../support/handler-gateway.ts';
import {
  auditedLog,
  openFeedbackHandler,
  openPredictHandler,
  testRuntime,
} from '../support/handler-runtime.ts';
import { seededRandom } from '../support/random.ts';

const MODEL = 'loan-approval';
const ENVIRONMENTS = 5;
const CALLS = 50;
const ROUNDS = 6;

let gateway: Awaited<ReturnType<typeof startGateway>>;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.end());

/**
 * The 100 predictions that the newest outcomes are of (of two in the same millisecond the lower prediction id is first);
 * of each prediction the outcome with the highest confidence counts, then the latest, then the one written later.
 */
function oracle(outcomes: readonly OutcomeRecord[]): { outcomes: number; correct: number } {
  const newest = [...outcomes].sort((a, b) =>
    a.time !== b.time ? (a.time < b.time ? 1 : -1) : a.prediction_id < b.prediction_id ? -1 : 1,
  );
  const seen = new Map<string, OutcomeRecord[]>();
  for (const outcome of newest) {
    const others = seen.get(outcome.prediction_id);
    if (others) others.push(outcome);
    else if (seen.size < 100) seen.set(outcome.prediction_id, [outcome]);
  }
  const written = ({ id }: OutcomeRecord): number[] => id.split('.').slice(-2).map(Number);
  const counting = [...seen.values()].map(
    (records) =>
      records.sort(
        (a, b) =>
          b.confidence - a.confidence ||
          Date.parse(b.time) - Date.parse(a.time) ||
          written(b)[0]! - written(a)[0]! ||
          written(b)[1]! - written(a)[1]! ||
          (a.id < b.id ? 1 : -1),
      )[0]!,
  );
  const correct = counting.filter(({ actual, prediction }) => actual === prediction.label).length;
  return { outcomes: counting.length, correct };
}

test('the accuracy of the last 100 is right under 50 calls at once, with corrections among them', async () => {
  const runtime = await testRuntime({ gateway: gateway.url, pushTimeoutMs: 5_000 });
  const { directory, store } = runtime;
  const predict = await openPredictHandler(runtime);
  const environments: HttpHandler[] = await Promise.all(
    Array.from({ length: ENVIRONMENTS }, async () =>
      openFeedbackHandler(await testRuntime({ gateway: gateway.url, pushTimeoutMs: 5_000, directory })),
    ),
  );
  const instances = Array.from({ length: 170 }, (_, i) => ({ ...APPLICATION, income: 20_000 + 500 * i }));
  const { body } = await send(predict, post({ instances }));
  const predictions: { prediction_id: string; label: number }[] = body.predictions;
  const random = seededRandom(17);
  for (let round = 0; round < ROUNDS; round++) {
    const calls = Array.from({ length: CALLS }, (_, i) => {
      const handler = environments[i % ENVIRONMENTS]!;
      // The last calls of a round are about predictions that others of it are about too.
      const pick =
        i < 40 ? (round * 31 + i) % predictions.length : (round * 31 + i - 40) % predictions.length;
      const { prediction_id, label } = predictions[pick]!;
      const actual = random() < 0.7 ? label : 1 - label;
      const event =
        random() < 0.2
          ? validation({ reviewer_id: `r${i}`, prediction_id, validated_outcome: actual })
          : post({ prediction_id, actual_outcome: actual });
      return send(handler, event);
    });
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
    const { records } = await auditedLog(store, 'feedback');
    expect(records).toHaveLength(CALLS * (round + 1));
    const expected = oracle(records as OutcomeRecord[]);
    expect(await rolling(store, MODEL)).toEqual(expected);
    // The window moved while each call published it: whoever came last has looked again.
    await shown(gateway.url, (samples) => {
      const wanted = { model: MODEL, window: 'last_100' };
      expect(sumOf(samples, 'model_accuracy', wanted)).toBeCloseTo(expected.correct / expected.outcomes, 12);
      expect(sumOf(samples, 'model_accuracy_outcomes', wanted)).toBe(expected.outcomes);
    });
  }
  expect(oracle((await auditedLog(store, 'feedback')).records as OutcomeRecord[]).outcomes).toBe(100);
});
