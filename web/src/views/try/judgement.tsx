import { useEffect, useRef, useState } from 'preact/hooks';
import type { ClassLabel } from '../../../../lib/model/definition.ts';
import type { ModelSchema } from '../../api/answers.ts';
import type { ApiClient } from '../../api/client.ts';
import { useSubmission } from '../../api/use-submission.ts';
import { Failure } from '../../components/failure.tsx';
import { unlessDouble } from '../../components/unless-double.ts';
import { Waiting } from '../../components/waiting.tsx';
import { className } from '../../format/class-name.ts';
import type { Tried } from './history.ts';

interface JudgementProperties {
  api: ApiClient;
  schema: ModelSchema;
  tried: Tried;
  onJudged(actual: ClassLabel): void;
}

/**
 * Whether an answer was right, and if not what it really was. The log of outcomes is only added to: who changes their
 * mind sends another one, and the latest counts.
 */
export function Judgement({ api, schema, tried, onJudged }: JudgementProperties) {
  const { prediction_id, label } = tried.prediction;
  const others = schema.classes.filter((one) => one !== label);
  const [step, setStep] = useState<'ask' | 'which' | 'told'>(tried.actual === undefined ? 'ask' : 'told');
  const feedback = useSubmission((actual_outcome: ClassLabel, key) =>
    api.feedback({ prediction_id, actual_outcome }, key).then(() => actual_outcome),
  );
  const group = useFocusOnStep(step);
  const tell = async (actual: ClassLabel) => {
    if ((await feedback.submit(actual)) === undefined) return;
    onJudged(actual);
    setStep('told');
  };
  const [only] = others;
  return (
    <section ref={group} class="judgement" aria-label="Was this right?" tabIndex={-1}>
      {step === 'ask' && (
        <>
          <p>Was this right?</p>
          <div class="actions">
            <Choice label="Yes" sending={feedback.sending} onChoose={() => tell(label)} />
            {others.length === 1 ? (
              <Choice
                label={`No, ${className(schema, only!)}`}
                sending={feedback.sending}
                onChoose={() => tell(only!)}
              />
            ) : (
              <Choice label="No" sending={feedback.sending} onChoose={() => setStep('which')} />
            )}
          </div>
        </>
      )}
      {step === 'which' && (
        <>
          <p>What was it really?</p>
          <div class="actions">
            {others.map((one) => (
              <Choice
                key={one}
                label={className(schema, one)}
                sending={feedback.sending}
                onChoose={() => tell(one)}
              />
            ))}
          </div>
        </>
      )}
      {step === 'told' && tried.actual !== undefined && (
        <>
          <p role="status">
            {tried.actual === label
              ? 'Thank you: recorded as right.'
              : `Thank you: recorded as wrong, it was ${className(schema, tried.actual)}.`}
          </p>
          <div class="actions">
            <button type="button" onClick={unlessDouble(() => setStep('ask'))}>
              Change
            </button>
          </div>
        </>
      )}
      {feedback.sending && <Waiting what="the API to record it" />}
      {feedback.error && <Failure error={feedback.error} />}
    </section>
  );
}

interface ChoiceProperties {
  label: string;
  sending: boolean;
  onChoose(): void;
}

const Choice = ({ label, sending, onChoose }: ChoiceProperties) => (
  <button type="button" aria-disabled={sending} onClick={unlessDouble(onChoose)}>
    {label}
  </button>
);

/** What was clicked is gone after a step: whoever uses a keyboard goes on where the next one is. */
function useFocusOnStep(step: string) {
  const group = useRef<HTMLElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) group.current?.focus({ preventScroll: true });
    shown.current = step;
  }, [step]);
  return group;
}
