import { useEffect, useState } from 'preact/hooks';
import type { Outbox } from '../api/outbox.ts';
import { formatRoute, type View } from '../route.ts';

/** Says wherever somebody went meanwhile that judgements did not arrive. What to do about them is said in Review. */
export function UnsentNotice({ outbox, view }: { outbox: Outbox; view: View }) {
  const [entries, setEntries] = useState(outbox.entries);
  useEffect(() => outbox.subscribe(() => setEntries(outbox.entries)), [outbox]);
  const failed = entries.filter(({ state }) => state === 'failed');
  const [first] = failed;
  return (
    <div role="alert">
      {first && view !== 'review' && (
        <p class="failure">
          <strong>Judgements that did not arrive: {failed.length}.</strong>{' '}
          <a href={formatRoute({ view: 'review', model: first.model })}>Why, and what to do</a>
        </p>
      )}
    </div>
  );
}
