import { formatPositions, parsePositions } from '../../lib/outcomes/positions.ts';

test.each([
  [[], ''],
  [[0], '0'],
  [[0, 1, 2], '0-2'],
  [[0, 1, 3, 5, 6], '0-1,3,5-6'],
])('%j is %j', (positions, text) => {
  expect(formatPositions(positions)).toBe(text);
  expect(parsePositions(text)).toEqual(positions);
});
