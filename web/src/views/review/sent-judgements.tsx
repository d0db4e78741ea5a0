import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Entry, HELD_MS, type Outbox } from '../../api/outbox.ts';
import { UnreachableError } from '../../api/problem.ts';

interface SentJudgementsProperties {
  outbox: Outbox;
  onUndo(): void;
  onGiveUp(): void;
  /** What had the focus is gone. */
  onFocusLost(): void;
}

/** The last judgement while it can be taken back, and those that did not arrive. */
export function SentJudgements({ outbox, onUndo, onGiveUp, onFocusLost }: SentJudgementsProperties) {
  const [entries, setEntries] = useState(outbox.entries);
  const place = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  useEffect(
    () =>
      outbox.subscribe(() => {
        hadFocus.current = place.current?.contains(document.activeElement) ?? false;
        setEntries(outbox.entries);
      }),
    [outbox],
  );
  useLayoutEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) onFocusLost();
    hadFocus.current = false;
  }, [entries]);
  const held = entries.find(({ state }) => state === 'held');
  const failed = entries.filter(({ state }) => state === 'failed');
  return (
    <div ref={place} class="judgements">
      <p role="status" class={held ? 'held' : 'unseen'}>
        {held && (
          <>
            <span>
              Judged as <strong>{held.summary}</strong>; can be undone for {HELD_MS / 1000} s.
            </span>
            <button type="button" onClick={onUndo}>
              <kbd>U</kbd> Undo
            </button>
          </>
        )}
      </p>
      <div role="alert">{failed.length > 0 && <Failed {...{ outbox, failed, onGiveUp }} />}</div>
    </div>
  );
}

interface FailedProperties {
  outbox: Outbox;
  failed: readonly Entry[];
  onGiveUp(): void;
}

function Failed({ outbox, failed, onGiveUp }: FailedProperties) {
  const waits = failed.every(({ error }) => error instanceof UnreachableError);
  const reasons = new Set(failed.map(({ error }) => error?.message ?? ''));
  return (
    <div class="failure">
      <p>
        <strong>Judgements that did not arrive: {failed.length}.</strong>{' '}
        {waits ? 'Sent again when the API is reachable; keep this page open.' : [...reasons].join(' ')}
      </p>
      {!waits && (
        <div class="actions">
          <button type="button" onClick={() => outbox.sendAgain()}>
            Send again
          </button>
          <button type="button" onClick={onGiveUp}>
            Give up
          </button>
        </div>
      )}
    </div>
  );
}
