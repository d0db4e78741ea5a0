import { useEffect, useState } from 'preact/hooks';
import type { ReviewPage } from '../../api/answers.ts';
import type { ApiClient } from '../../api/client.ts';
import { type Answer, useAnswer } from '../../api/use-answer.ts';
import { nextCursor, type Queue, queueOf, withJudged, withPage } from './queue.ts';

const PAGE = '20';

export interface ShownQueue {
  answer: Answer<ReviewPage>;
  /** Undefined before there is an answer. */
  queue: Queue | undefined;
  /** What was asked for beyond that; undefined where there is no more to ask for. */
  more: Answer<unknown> | undefined;
  change(of: (queue: Queue) => Queue): void;
  lookAgain(): void;
}

/** The queue of a model for a reviewer, page after page. */
export function useQueue(api: ApiClient, model: string, reviewer: string): ShownQueue {
  const query = { model, reviewer_id: reviewer, limit: PAGE };
  const first = useAnswer(api, `${model} ${reviewer}`, (signal) => api.reviewQueue(query, signal));
  const page = first.answer.state === 'there' ? first.answer.value : undefined;
  const [shown, setShown] = useState<{ page: ReviewPage; queue: Queue }>();
  useEffect(() => {
    if (!page) return;
    // What was judged and is still on its way is no longer to be looked at.
    const judged = api.outbox.entries.filter((entry) => entry.model === model);
    const ids = judged.map(({ validation }) => validation.prediction_id);
    setShown({ page, queue: ids.reduce(withJudged, queueOf(page)) });
  }, [api, model, page]);
  const queue = shown?.page === page ? shown?.queue : undefined;
  const change = (of: (queue: Queue) => Queue) =>
    setShown((before) => before && { ...before, queue: of(before.queue) });

  const cursor = queue && nextCursor(queue);
  const more = useAnswer(api, cursor ?? '', (signal) =>
    cursor === undefined ? Promise.resolve(undefined) : api.reviewQueue({ ...query, cursor }, signal),
  );
  const next = more.answer.state === 'there' ? more.answer.value : undefined;
  useEffect(() => {
    if (next) change((before) => withPage(before, next));
  }, [next]);
  return {
    answer: first.answer,
    queue,
    more: cursor === undefined ? undefined : more.answer,
    change,
    lookAgain: first.askAgain,
  };
}
