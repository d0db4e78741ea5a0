import { Exchange } from '../../lib/simulate/exchange.ts';
import { Progress } from '../../lib/simulate/progress.ts';

async function exchange(accepted: number, refused: number): Promise<Exchange> {
  const one = new Exchange();
  for (let i = 0; i < accepted; i++) await one.count(Promise.resolve({ body: {} }));
  for (let i = 0; i < refused; i++)
    await one.count(Promise.resolve({ reason: `r${i % 2}`, detail: `the ${i}th` }));
  return one;
}

async function shown(isTTY: boolean, columns: number) {
  let written = '';
  const stream = { isTTY, columns, write: (text: string) => Boolean((written += text)) };
  const state = {
    predictions: await exchange(0, 0),
    outcomes: await exchange(0, 0),
    predictionsExpected: 30,
    outcomesExpected: 10,
    waitMs: 0,
  };
  const progress = new Progress(state as never, stream as never);
  const lines: string[] = [];
  const tick = (): void => {
    progress.tick();
    lines.push(written);
    written = '';
  };
  tick();
  state.predictions = await exchange(18, 2);
  tick();
  tick();
  state.predictions = await exchange(28, 2);
  state.waitMs = 90_000;
  tick();
  state.outcomes = await exchange(10, 0);
  state.waitMs = 0;
  progress.end();
  return [...lines, written];
}

test('on a terminal it is a bar that is drawn over', async () => {
  expect(await shown(true, 200)).toEqual([
    '\r░░░░░░░░░░░░░░░░░░░░░░░░  0 of 30 predictions, 0 of 10 outcomes\u001b[K',
    '\r████████████░░░░░░░░░░░░  20 of 30 predictions, 0 of 10 outcomes, 2 rejected\u001b[K',
    '\r████████████░░░░░░░░░░░░  20 of 30 predictions, 0 of 10 outcomes, 2 rejected\u001b[K',
    '\r██████████████████░░░░░░  30 of 30 predictions, 0 of 10 outcomes, 2 rejected, next in 1.5 m\u001b[K',
    '\r████████████████████████  30 of 30 predictions, 10 of 10 outcomes, 2 rejected\u001b[K\n',
  ]);
  const [, , , narrow] = await shown(true, 40);
  expect(narrow).toBe('\r██████████████████░░░░░░  30 of 30 pred\u001b[K');
  expect((await shown(true, 0))[0]).toContain('0 of 10 outcomes');
});

test('elsewhere it is a line for each tenth that is reached', async () => {
  expect(await shown(false, 0)).toEqual([
    '',
    '20 of 30 predictions, 0 of 10 outcomes, 2 rejected\n',
    '',
    '30 of 30 predictions, 0 of 10 outcomes, 2 rejected, next in 1.5 m\n',
    '30 of 30 predictions, 10 of 10 outcomes, 2 rejected\n',
  ]);
});

test('an exchange tells its reasons, the most frequent first, each with its first example', async () => {
  const one = await exchange(2, 3);
  expect([one.sent, one.accepted, one.refused, one.done]).toEqual([5, 2, 3, 5]);
  expect(one.reasons()).toEqual(['2 r0, such as: the 0th', '1 r1, such as: the 1th']);
});
