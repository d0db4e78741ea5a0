import { HELD_MS, Outbox } from '../../web/src/api/outbox.ts';
import { UnreachableError } from '../../web/src/api/problem.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const judgement = (id: string) => ({
  validation: { reviewer_id: 'anna', prediction_id: id, validated_outcome: 1 },
  model: 'm',
  summary: 'approved',
});

/** An outbox, what it sent, and how the next ones go. */
function outbox() {
  const sent: { id: string; key: string }[] = [];
  const failures: Error[] = [];
  const of = new Outbox(async ({ prediction_id: id }, key) => {
    sent.push({ id, key });
    const failure = failures.shift();
    if (failure) throw failure;
  });
  return { of, sent, failures, ids: () => sent.map(({ id }) => id) };
}
const settled = () => jest.advanceTimersByTimeAsync(0);

test('a judgement is sent after a while, and is gone once it arrived', async () => {
  const { of, ids } = outbox();
  of.judge(judgement('a'));
  await jest.advanceTimersByTimeAsync(HELD_MS - 1);
  expect(ids()).toEqual([]);
  expect(of.held!.validation.prediction_id).toBe('a');
  await jest.advanceTimersByTimeAsync(1);
  expect(ids()).toEqual(['a']);
  expect(of.entries).toEqual([]);
});

test('the next one sends it at once', async () => {
  const { of, ids } = outbox();
  of.judge(judgement('a'));
  of.judge(judgement('b'));
  expect(ids()).toEqual(['a']);
  await settled();
  expect(of.entries.map(({ state }) => state)).toEqual(['held']);
});

test('what is taken back is never sent, and with nothing to take back nothing happens', async () => {
  const { of, ids } = outbox();
  of.judge(judgement('a'));
  of.undo();
  of.undo();
  of.flush();
  await jest.advanceTimersByTimeAsync(2 * HELD_MS);
  expect(ids()).toEqual([]);
  expect(of.entries).toEqual([]);
});

test('only the last one can be taken back', async () => {
  const { of, ids } = outbox();
  of.judge(judgement('a'));
  of.judge(judgement('b'));
  of.undo();
  await jest.advanceTimersByTimeAsync(2 * HELD_MS);
  expect(ids()).toEqual(['a']);
});

test('what did not arrive is sent again under its key when the API is back', async () => {
  const { of, sent, failures } = outbox();
  failures.push(new UnreachableError('no answer'));
  of.judge(judgement('a'));
  of.flush();
  await settled();
  expect(of.entries).toMatchObject([{ state: 'failed', error: { message: 'no answer' } }]);
  of.recover();
  expect(of.entries).toMatchObject([{ state: 'sending' }]);
  expect(of.entries[0]).not.toHaveProperty('error');
  await settled();
  expect(of.entries).toEqual([]);
  expect(sent[0]).toEqual(sent[1]);
});

test('what is held arrives though the page is left, unless the API is unreachable', async () => {
  const { of, failures } = outbox();
  expect(of.isLostWithPage(false)).toBe(false);
  of.judge(judgement('a'));
  expect(of.isLostWithPage(true)).toBe(false);
  expect(of.isLostWithPage(false)).toBe(true);
  failures.push(new UnreachableError('no answer'));
  of.flush();
  await settled();
  expect(of.isLostWithPage(true)).toBe(true);
});

test('what was refused is sent again only by somebody, or given up', async () => {
  const { of, ids, failures } = outbox();
  failures.push(new Error('refused'), new Error('refused'));
  of.judge(judgement('a'));
  of.flush();
  await settled();
  of.recover();
  expect(ids()).toEqual(['a']);
  of.sendAgain();
  await settled();
  expect(ids()).toEqual(['a', 'a']);
  of.judge(judgement('b'));
  expect(of.discardFailed()).toMatchObject([{ validation: { prediction_id: 'a' } }]);
  expect(of.entries).toMatchObject([{ state: 'held', validation: { prediction_id: 'b' } }]);
});

test('whoever listens is told of every change, until they no longer listen', async () => {
  const { of } = outbox();
  let told = 0;
  const end = of.subscribe(() => told++);
  of.judge(judgement('a'));
  of.undo();
  expect(told).toBe(2);
  end();
  of.judge(judgement('b'));
  expect(told).toBe(2);
});
