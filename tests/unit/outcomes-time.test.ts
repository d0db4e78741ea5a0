import { compareOutcomes, outcomeTime } from '../../lib/outcomes/outcome-time.ts';
import { outcomeRecord, predictionRecord } from '../support/nightly-fixture.ts';

const prediction = predictionRecord('alpha', 'p', '2026-11-01T00:00:00.000Z', '1', {}, 0.7);
const outcome = (id: string, confidence: number, time: string, observed?: string) => ({
  ...outcomeRecord(prediction, { id, time, source: 's', confidence, actual: 1 }),
  ...(observed !== undefined && { observed }),
});

test.each([
  ['without one of the source, when it was received', undefined, '2026-11-20T10:00:00.000Z'],
  ['as the source says', '2026-11-19T00:00:00.000Z', '2026-11-19T00:00:00.000Z'],
  ['not later than it was received', '2026-11-20T11:00:00.000Z', '2026-11-20T10:00:00.000Z'],
])('the time of an outcome is %s', (_, observed, expected) => {
  const time = outcomeTime(outcome('o', 1, '2026-11-20T10:00:00.000Z', observed));
  expect(new Date(time).toISOString()).toBe(expected);
});

test('the highest confidence counts, then the latest time, then the latest receipt, then the higher id', () => {
  const inOrder = [
    outcome('a', 0.9, '2026-11-20T10:00:00.000Z'),
    outcome('b', 0.8, '2026-11-21T10:00:00.000Z'),
    // Repeated by a file long after it was corrected.
    outcome('c', 0.8, '2026-11-22T10:00:00.000Z', '2026-11-20T10:00:00.000Z'),
    outcome('d', 0.8, '2026-11-21T09:00:00.000Z', '2026-11-20T10:00:00.000Z'),
    outcome('f', 0.8, '2026-11-20T09:00:00.000Z'),
    outcome('e', 0.8, '2026-11-20T09:00:00.000Z'),
  ];
  expect([...inOrder].reverse().sort(compareOutcomes)).toEqual(inOrder);
});
