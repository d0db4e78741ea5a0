import { agrees, compare, type Line } from '../../infra/demo/agreement.ts';
import { table } from '../../infra/demo/table.ts';
import { Tally } from '../../infra/demo/tally.ts';

const counts = (...entries: [name: string, model: string, count: number][]): Tally => {
  const tally = new Tally();
  for (const [name, model, count] of entries) tally.add(name, model, count);
  return tally;
};
const same = (): Tally => counts(['requests', 'a', 3], ['requests', 'b', 4], ['outcomes', 'a', 2]);

test('numbers that all three know alike agree, a model apart from another', () => {
  const lines = compare(same(), same(), same());
  expect(lines).toHaveLength(3);
  expect(lines.every(agrees)).toBe(true);
});

test.each([
  ['the client', (): Tally[] => [counts(['requests', 'a', 1]), counts(), counts()]],
  ['the log', (): Tally[] => [counts(), counts(['requests', 'a', 1]), counts()]],
  ['Prometheus', (): Tally[] => [counts(), counts(), counts(['requests', 'a', 1])]],
])('what only %s counted is a disagreement', (_who, tallies) => {
  const [sent, log, prometheus] = tallies();
  expect(compare(sent!, log!, prometheus!).map(agrees)).toEqual([false]);
});

test('a count in the wrong model is two disagreements', () => {
  const moved = counts(['requests', 'a', 4], ['requests', 'b', 3], ['outcomes', 'a', 2]);
  expect(compare(same(), same(), moved).filter((line) => !agrees(line))).toHaveLength(2);
});

test.each([
  [{ sent: undefined, log: 0.5, prometheus: 0.5 }, true],
  [{ sent: undefined, log: 0.5, prometheus: 0.25 }, false],
  [{ sent: undefined, log: Number.NaN, prometheus: Number.NaN }, false],
  [{ sent: 1, log: 2, prometheus: 2 }, false],
])('%j agrees: %s', (numbers, expected) => {
  expect(agrees({ name: 'x', model: 'a', ...numbers })).toBe(expected);
});

test('the table has a number where they agree, and below it what each says where they do not', () => {
  const gauge: Line = { name: 'shift', model: 'a', sent: undefined, log: 0.25, prometheus: 0.25 };
  const off = counts(['requests', 'a', 3], ['requests', 'b', 5], ['outcomes', 'a', 2]);
  const text = table([...compare(same(), same(), off), gauge], ['a', 'b']);
  const rows = text.split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(rows).toEqual([
    ['sent = log = Prometheus', 'a', 'b'],
    [expect.stringMatching(/^─+$/)],
    ['requests', '3', '✗', '✗'],
    ['outcomes', '2', '·', '✓'],
    [''],
    ['log = Prometheus', 'a', 'b'],
    [expect.stringMatching(/^─+$/)],
    ['shift', '0.25', '·', '✓'],
    [''],
    ['✗ b, requests: sent 4, log 4, Prometheus 5'],
  ]);
});
