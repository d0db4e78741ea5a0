import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatTime } from '../../format/time.ts';
import { type Queue, waitingLeft } from './queue.ts';

/** There is nothing to review, and why. */
export function EmptyQueue({ queue, lookAgain }: { queue: Queue; lookAgain(): void }) {
  const made = queue.pages[0]?.made_at ?? null;
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (document.activeElement?.matches('body, main')) button.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section class="card empty" aria-label="Empty queue">
      <p role="status">
        {made === null
          ? 'There is no queue yet. It is made every hour of what the model was asked.'
          : queue.skipped.size > 0 && waitingLeft(queue) > 0
            ? `Only what you skipped is left: ${queue.skipped.size}.`
            : 'Nothing is left to review. The queue is made again every hour.'}
      </p>
      {made !== null && <p class="small">Last made {formatTime(made)}.</p>}
      <button ref={button} type="button" onClick={lookAgain}>
        Look again
      </button>
    </section>
  );
}
