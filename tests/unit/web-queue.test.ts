import type { ReviewItem, ReviewPage } from '../../web/src/api/answers.ts';
import {
  itemsLeft,
  nextCursor,
  queueOf,
  waitingLeft,
  withGivenUp,
  withJudged,
  withoutJudged,
  withPage,
  withSkipped,
} from '../../web/src/views/review/queue.ts';

const page = (ids: string, next_cursor: string | null = null, waiting = 40): ReviewPage => ({
  made_at: '2026-11-21T12:00:00Z',
  waiting,
  items: [...ids].map((prediction_id) => ({ prediction_id }) as ReviewItem),
  next_cursor,
});
const ids = (queue: Parameters<typeof itemsLeft>[0]) =>
  itemsLeft(queue)
    .map(({ prediction_id }) => prediction_id)
    .join('');

test('what was judged or skipped is no longer shown, and only what was judged no longer waits', () => {
  const queue = withSkipped(withJudged(queueOf(page('abc')), 'a'), 'b');
  expect(ids(queue)).toBe('c');
  expect(waitingLeft(queue)).toBe(39);
});

test('what is taken back comes back to its place', () => {
  const queue = withJudged(withJudged(queueOf(page('abc')), 'a'), 'b');
  expect(ids(withoutJudged(queue, 'a'))).toBe('ac');
  expect(waitingLeft(withoutJudged(queue, 'a'))).toBe(39);
});

test('what was given up waits again, and is not shown again at once', () => {
  const queue = withGivenUp(withJudged(queueOf(page('abc')), 'a'), 'a');
  expect(ids(queue)).toBe('bc');
  expect(waitingLeft(queue)).toBe(40);
});

test('a page is asked for when few are left, once for each cursor', () => {
  const queue = queueOf(page('abcdef', 'next'));
  expect(nextCursor(queue)).toBeUndefined();
  const few = withJudged(withJudged(queue, 'a'), 'b');
  expect(nextCursor(few)).toBe('next');
  expect(nextCursor(withPage(few, page('ghij', 'last')))).toBeUndefined();
  expect(nextCursor(withPage(few, page('', null)))).toBeUndefined();
});

test('what is in two pages is shown once', () => {
  expect(ids(withPage(queueOf(page('abc')), page('cd')))).toBe('abcd');
});

test('no fewer than none wait', () => {
  expect(waitingLeft(withJudged(queueOf(page('a', null, 0)), 'a'))).toBe(0);
});
