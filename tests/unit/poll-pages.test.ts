import { nextLink } from '../../lib/poll/next-page.ts';
import { retryDelay } from '../../lib/poll/retry-delay.ts';

test.each([
  [null, undefined],
  ['</a?x=1,2>; rel="next"', '/a?x=1,2'],
  ['</p>; rel="prev", </n>; rel=next', '/n'],
  ['</p>; title="a, rel=next"; rel="prev"', undefined],
  ['</n>; rel="last next"; title="x"', '/n'],
  ['</n>; rel="nextish"', undefined],
])('the next page of Link: %s', (header, expected) => {
  expect(nextLink(header)).toBe(expected);
});

describe('the pause before another attempt', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');

  test('grows to half a minute, and is random', () => {
    const pauses = [0, 1, 2, 9].map((attempt) => retryDelay(attempt, null, now, 0.5));
    expect(pauses).toEqual([250, 500, 1_000, 15_000]);
    expect(retryDelay(3, null, now, 0)).toBe(0);
  });

  test('is at least as long as the endpoint asks for', () => {
    expect(retryDelay(0, '120', now, 0.5)).toBe(120_000);
    expect(retryDelay(0, 'Sat, 21 Nov 2026 12:00:30 GMT', now, 0.5)).toBe(30_000);
    expect(retryDelay(2, 'Sat, 21 Nov 2026 11:00:00 GMT', now, 0.5)).toBe(1_000);
    expect(retryDelay(2, 'soon', now, 0.5)).toBe(1_000);
    expect(retryDelay(0, '99999999999', now, 0.5)).toBe(86_400_000);
    expect(retryDelay(0, 'Sat, 21 Nov 2099 11:00:00 GMT', now, 0.5)).toBe(86_400_000);
  });
});
