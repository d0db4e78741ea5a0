import { Reachability } from '../../web/src/api/reachability.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** One that is asked, when, and what listeners were told. */
function watched() {
  const asked: number[] = [];
  const told: boolean[] = [];
  let answers = false;
  const of: Reachability = new Reachability(async () => {
    asked.push(Date.now());
    if (answers) of.answered();
    else of.failed();
  });
  of.subscribe(() => told.push(of.reachable));
  const began = Date.now();
  return {
    of,
    told,
    seconds: () => asked.map((time) => (time - began) / 1000),
    up: () => {
      answers = true;
    },
  };
}

test('an API that answers is not asked whether it does', async () => {
  const { of, told, seconds } = watched();
  of.answered();
  of.askNow();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(seconds()).toEqual([]);
  expect(told).toEqual([]);
});

test('one that does not is asked after pauses that grow, until it does', async () => {
  const { of, told, seconds, up } = watched();
  of.failed();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(seconds().slice(0, 4)).toEqual([2, 5, 9.5, 16.25]);
  const pauses = seconds().map((second, i) => second - (seconds()[i - 1] ?? 0));
  expect(Math.max(...pauses)).toBe(15);
  expect(told).toEqual([false]);
  up();
  await jest.advanceTimersByTimeAsync(15_000);
  expect(told).toEqual([false, true]);
  const count = seconds().length;
  await jest.advanceTimersByTimeAsync(60_000);
  expect(seconds()).toHaveLength(count);
});

test('it is asked at once when somebody wants to know, and then as patiently as at first', async () => {
  const { of, told, seconds, up } = watched();
  of.failed();
  await jest.advanceTimersByTimeAsync(500);
  up();
  of.askNow();
  await jest.advanceTimersByTimeAsync(0);
  expect(seconds()).toEqual([0.5]);
  expect(told).toEqual([false, true]);
  of.failed();
  await jest.advanceTimersByTimeAsync(2_000);
  expect(seconds()).toEqual([0.5, 2.5]);
});

test('whoever no longer listens is not told', () => {
  const { of } = watched();
  let told = 0;
  of.subscribe(() => told++)();
  of.failed();
  expect(told).toBe(0);
});
