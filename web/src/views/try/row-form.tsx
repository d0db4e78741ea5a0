import { useEffect, useRef } from 'preact/hooks';
import type { Feature } from '../../../../lib/model/definition.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { Submission } from '../../api/use-submission.ts';
import { Failure } from '../../components/failure.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { fieldOf } from './field.ts';
import { FieldControl } from './field-control.tsx';
import { placeErrors } from './field-errors.ts';
import type { Texts } from './row.ts';

interface RowFormProperties {
  features: readonly Feature[];
  texts: Texts;
  onChange(texts: Texts): void;
  onSubmit(): void;
  /** Fills in an example; there is none without it. */
  onExample?: () => void;
  submission: Pick<Submission<never, unknown>, 'sending' | 'error'>;
}

/** The fields of a model, each with what the API finds wrong with it. */
export function RowForm({ features, texts, onChange, onSubmit, onExample, submission }: RowFormProperties) {
  const { sending, error } = submission;
  const fields = features.map(fieldOf);
  const names = features.map(({ name }) => name);
  const placed = error instanceof ApiProblem ? placeErrors(error, names) : undefined;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [error]);
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <div class="fields">
        {fields.map((field) => (
          <FieldControl
            key={field.name}
            field={field}
            text={texts[field.name] ?? ''}
            error={placed?.byField.get(field.name)}
            onChange={(text) => onChange({ ...texts, [field.name]: text })}
          />
        ))}
      </div>
      {error && (!placed || placed.byField.size === 0) && <Failure error={error} />}
      {placed && placed.byField.size > 0 && (
        <div class="failure" role="alert">
          <p>
            {placed.byField.size === 1 ? 'One field is' : `${placed.byField.size} fields are`} not as the
            model expects.
          </p>
        </div>
      )}
      {placed && placed.others.length > 0 && (
        <ul class="failure">
          {placed.others.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>
              {pointer}: {detail}
            </li>
          ))}
        </ul>
      )}
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={sending}>
          Predict
        </button>
        {onExample && (
          <button type="button" onClick={onExample}>
            Fill in an example
          </button>
        )}
      </div>
      {sending && <Waiting what="the answer" />}
    </form>
  );
}
