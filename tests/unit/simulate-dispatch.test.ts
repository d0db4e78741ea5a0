import { setTimeout as sleep } from 'node:timers/promises';
import { dispatch, type Step } from '../../lib/simulate/dispatch.ts';
import { Pace } from '../../lib/simulate/pace.ts';

const never = new AbortController().signal;

test('steps are done in order, several at a time and never more', async () => {
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  const next = (): Step => {
    const number = begun.length;
    if (number === 30) return undefined;
    begun.push(number);
    return async () => {
      most = Math.max(most, ++underWay);
      await sleep(1 + (number % 5));
      underWay--;
    };
  };
  await dispatch(next, 4, never);
  expect(begun).toEqual([...Array(30).keys()]);
  expect([most, underWay]).toEqual([4, 0]);
});

test('what a step brings is done too, and not before its time', async () => {
  const began = performance.now();
  const due: number[] = [];
  const done: number[] = [];
  let rest = 3;
  const next = (): Step => {
    if (rest > 0)
      return async () => {
        await sleep(1);
        due.push(performance.now() + 60);
      };
    const [first] = due;
    if (first === undefined) return undefined;
    if (first > performance.now()) return { at: first };
    due.shift();
    return async () => void done.push(performance.now());
  };
  await dispatch(
    () => {
      const step = next();
      if (typeof step === 'function' && rest > 0) rest--;
      return step;
    },
    2,
    never,
  );
  expect(done).toHaveLength(3);
  expect(Math.min(...done) - began).toBeGreaterThanOrEqual(60);
});

test('when it is to end, what is under way is waited for and nothing begins', async () => {
  const ending = new AbortController();
  const events: string[] = [];
  const next = (): Step => {
    if (events.length > 0) return { at: Infinity };
    events.push('begun');
    return async () => {
      await sleep(30);
      events.push('ended');
    };
  };
  const dispatched = dispatch(next, 5, ending.signal);
  ending.abort();
  await dispatched;
  expect(events).toEqual(['begun', 'ended']);
  await dispatch(() => async () => void events.push('too late'), 5, ending.signal);
  expect(events).toEqual(['begun', 'ended']);
});

test('a step that fails ends it', async () => {
  let begun = 0;
  const next = (): Step => async () => {
    begun++;
    await sleep(1);
    throw new Error(`step ${begun}`);
  };
  await expect(dispatch(next, 1, never)).rejects.toThrow('step 1');
  expect(begun).toBe(1);
});

/** How many begin in each second when whoever asks is as fast as it may be, but late by `lateMs`. */
function perSecond(rate: number | undefined, seconds: number, lateMs: number): number[] {
  const pace = new Pace(rate, 0);
  const counts = Array<number>(seconds).fill(0);
  for (let now = 0; now < seconds * 1000; now = Math.max(now, pace.next + lateMs)) {
    pace.take(now);
    counts[Math.floor(now / 1000)]!++;
    if (rate === undefined && counts[0]! > 100) return counts;
  }
  return counts;
}

test('a pace is kept although timers are late, without it nothing waits', () => {
  expect(perSecond(50, 4, 0)).toEqual([50, 50, 50, 50]);
  for (const count of perSecond(200, 4, 1.5)) expect(Math.abs(count - 200)).toBeLessThanOrEqual(1);
  expect(perSecond(0.5, 4, 0)).toEqual([1, 0, 1, 0]);
  expect(perSecond(undefined, 1, 0)).toEqual([101]);
});

test('a pause is not made up for', () => {
  const pace = new Pace(10, 0);
  pace.take(0);
  pace.take(60_000);
  expect(pace.next).toBeGreaterThanOrEqual(60_000);
});
