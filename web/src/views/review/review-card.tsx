import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ClassLabel } from '../../../../lib/model/definition.ts';
import type { ModelSchema, ReviewItem } from '../../api/answers.ts';
import { unlessDouble } from '../../components/unless-double.ts';
import { className } from '../../format/class-name.ts';
import { formatTime } from '../../format/time.ts';
import { ModelAnswer } from './model-answer.tsx';
import { RecordTable } from './record-table.tsx';
import { isShortcut } from './shortcut.ts';

interface ReviewCardProperties {
  schema: ModelSchema;
  item: ReviewItem;
  /** Of the judgement that was undone. */
  initialNote: string;
  onJudge(outcome: ClassLabel, note: string): void;
  onSkip(): void;
}

/** Keys that there are. */
const MOST_KEYS = 9;
/** Of the API. */
const LONGEST_NOTE = 1000;

/** A prediction, and one key for each outcome that it may have had. Keys work while the focus is in it. */
export function ReviewCard({ schema, item, initialNote, onJudge, onSkip }: ReviewCardProperties) {
  const { classes } = schema;
  const [note, setNote] = useState(initialNote);
  const card = useFocus();
  return (
    <section
      ref={card}
      class="card"
      aria-label="Prediction to review"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (!isShortcut(event)) return;
        const outcome = classes[Number(event.key) - 1];
        if (/^[1-9]$/.test(event.key) && outcome !== undefined) onJudge(outcome, note);
        if (event.key.toLowerCase() === 's') onSkip();
      }}
    >
      <div class="card-parts">
        <div>
          <h2>The record</h2>
          <RecordTable features={schema.features} values={item.features} />
        </div>
        <div>
          <h2>The model’s answer</h2>
          <ModelAnswer schema={schema} item={item} />
          <p class="small">
            <time dateTime={item.predicted_at}>{formatTime(item.predicted_at)}</time>, version {item.version}
          </p>
        </div>
      </div>
      <div class="judging">
        <h2>What is right?</h2>
        <div class="actions">
          {classes.map((label, i) => (
            <button key={label} type="button" onClick={unlessDouble(() => onJudge(label, note))}>
              {i < MOST_KEYS && <kbd>{i + 1}</kbd>} {className(schema, label)}
            </button>
          ))}
          <button type="button" class="quiet" onClick={unlessDouble(onSkip)}>
            <kbd>S</kbd> Skip
          </button>
        </div>
        <div class="field">
          <label for="note">
            Note <span class="small">optional, before you choose</span>
          </label>
          <textarea
            id="note"
            rows={2}
            maxLength={LONGEST_NOTE}
            value={note}
            onInput={({ currentTarget }) => setNote(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') card.current?.focus();
            }}
          />
        </div>
      </div>
    </section>
  );
}

/** What had the focus is gone with the card before: it goes on here, unless it is somewhere else. */
function useFocus() {
  const card = useRef<HTMLElement>(null);
  // Before anything is painted: the next key may come at once.
  useLayoutEffect(() => {
    const { current } = card;
    if (!current) return;
    if (document.activeElement?.matches('body, main')) current.focus({ preventScroll: true });
    // On a phone, the outcomes are far below where reading begins.
    if (current.getBoundingClientRect().top < 0) current.scrollIntoView();
  }, []);
  return card;
}
