import type { ReviewItem, ReviewPage } from '../../api/answers.ts';

/** What is known of a queue: the pages that were fetched, and what somebody did with their items. */
export interface Queue {
  pages: readonly ReviewPage[];
  judged: ReadonlySet<string>;
  skipped: ReadonlySet<string>;
}

/** With so few left, the next page is fetched. */
const FEW = 5;

export const queueOf = (page: ReviewPage): Queue => ({
  pages: [page],
  judged: new Set(),
  skipped: new Set(),
});

/** What is still to be looked at, in its order; places in a queue hold, but what comes may be in two pages. */
export function itemsLeft({ pages, judged, skipped }: Queue): ReviewItem[] {
  const byId = new Map(
    pages.flatMap(({ items }) => items.map((item) => [item.prediction_id, item] as const)),
  );
  return [...byId.values()].filter(({ prediction_id: id }) => !judged.has(id) && !skipped.has(id));
}

/** How many wait in the whole queue; those that were skipped still do. */
export const waitingLeft = ({ pages, judged }: Queue): number =>
  Math.max(0, (pages[0]?.waiting ?? 0) - judged.size);

/** The cursor of the page to fetch now; undefined where there is none, or no need. */
export const nextCursor = (queue: Queue): string | undefined =>
  itemsLeft(queue).length < FEW ? (queue.pages.at(-1)?.next_cursor ?? undefined) : undefined;

export const withPage = (queue: Queue, page: ReviewPage): Queue => ({
  ...queue,
  pages: [...queue.pages, page],
});

export const withJudged = (queue: Queue, id: string): Queue => ({
  ...queue,
  judged: new Set([...queue.judged, id]),
});

export const withSkipped = (queue: Queue, id: string): Queue => ({
  ...queue,
  skipped: new Set([...queue.skipped, id]),
});

/** It was not judged after all; nobody is asked again at once. */
export const withGivenUp = (queue: Queue, id: string): Queue => withSkipped(withoutJudged(queue, id), id);

/** It is looked at again, at its place. */
export const withoutJudged = (queue: Queue, id: string): Queue => ({
  ...queue,
  judged: new Set([...queue.judged].filter((one) => one !== id)),
});
