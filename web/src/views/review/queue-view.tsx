import { useRef, useState } from 'preact/hooks';
import type { ClassLabel } from '../../../../lib/model/definition.ts';
import type { ModelSchema, Validation } from '../../api/answers.ts';
import type { ApiClient } from '../../api/client.ts';
import { Failure } from '../../components/failure.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { className } from '../../format/class-name.ts';
import { EmptyQueue } from './empty-queue.tsx';
import { itemsLeft, waitingLeft, withGivenUp, withJudged, withoutJudged, withSkipped } from './queue.ts';
import { ReviewCard } from './review-card.tsx';
import { SentJudgements } from './sent-judgements.tsx';
import { isShortcut } from './shortcut.ts';
import { useQueue } from './use-queue.ts';

interface QueueViewProperties {
  api: ApiClient;
  schema: ModelSchema;
  reviewer: string;
  /** Somebody else reviews. */
  onRename(): void;
}

/** One prediction after the other, and what became of the judgements. */
export function QueueView({ api, schema, reviewer, onRename }: QueueViewProperties) {
  const { name: model } = schema;
  const { answer, queue, more, change, lookAgain } = useQueue(api, model, reviewer);
  const { outbox } = api;
  const section = useRef<HTMLElement>(null);
  const [undone, setUndone] = useState<Validation>();
  const [item] = queue ? itemsLeft(queue) : [];
  const judge = (id: string, outcome: ClassLabel, note: string) => {
    const validation = { reviewer_id: reviewer, prediction_id: id, validated_outcome: outcome };
    const noted = note.trim() === '' ? validation : { ...validation, note: note.trim() };
    outbox.judge({ validation: noted, model, summary: className(schema, outcome) });
    change((before) => withJudged(before, id));
  };
  const undo = () => {
    const { held } = outbox;
    outbox.undo();
    setUndone(held?.validation);
    if (held?.model === model) change((before) => withoutJudged(before, held.validation.prediction_id));
  };
  const giveUp = () => {
    const here = outbox.discardFailed().filter((entry) => entry.model === model);
    change((before) => here.map(({ validation }) => validation.prediction_id).reduce(withGivenUp, before));
  };
  return (
    <section
      ref={section}
      class="queue"
      aria-label="Queue"
      onKeyDown={(event) => {
        if (isShortcut(event) && event.key.toLowerCase() === 'u') undo();
      }}
    >
      <p class="queue-line">
        <span>
          {queue && <strong>{waitingLeft(queue)} waiting</strong>} Reviewing as {reviewer}
        </span>
        <button type="button" onClick={onRename}>
          Change name
        </button>
      </p>
      <SentJudgements
        outbox={outbox}
        onUndo={undo}
        onGiveUp={giveUp}
        onFocusLost={() =>
          section.current
            ?.querySelector<HTMLElement>('.card:not(.empty), .empty button')
            ?.focus({ preventScroll: true })
        }
      />
      {answer.state === 'failed' && <Failure error={answer.error} askAgain={lookAgain} />}
      {answer.state !== 'failed' && !queue && <Waiting what="the queue" />}
      {queue && item && (
        <ReviewCard
          key={item.prediction_id}
          schema={schema}
          item={item}
          initialNote={undone?.prediction_id === item.prediction_id ? (undone.note ?? '') : ''}
          onJudge={(outcome, note) => judge(item.prediction_id, outcome, note)}
          onSkip={() => change((before) => withSkipped(before, item.prediction_id))}
        />
      )}
      {queue && !item && more === undefined && <EmptyQueue queue={queue} lookAgain={lookAgain} />}
      {queue && !item && more?.state === 'waiting' && <Waiting what="more of the queue" />}
      {queue && more?.state === 'failed' && <Failure error={more.error} askAgain={lookAgain} />}
    </section>
  );
}
