import { ChoiceControl } from './choice-control.tsx';
import type { Field } from './field.ts';

interface FieldControlProperties {
  field: Field;
  text: string;
  error: string | undefined;
  onChange(text: string): void;
}

/** A field with its label, what it means and what is wrong with it. */
export function FieldControl({ field, text, error, onChange }: FieldControlProperties) {
  const { name, label, hint, optional, control, keyboard } = field;
  const id = `field-${name}`;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const common = {
    id,
    'aria-invalid': error !== undefined,
    'aria-describedby': described || undefined,
    'aria-required': !optional,
  };
  const onInput = ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
    onChange(currentTarget.value);
  return (
    <div class={`field ${control === 'text' ? 'wide' : ''}`}>
      <label for={id}>
        {label} {optional && <span class="small">optional</span>}
      </label>
      {control === 'text' && <textarea {...common} rows={5} value={text} onInput={onInput} />}
      {control === 'choice' && <ChoiceControl {...{ field, text, common, onChange }} />}
      {(control === 'number' || control === 'line') && (
        <input
          {...common}
          type="text"
          inputMode={keyboard}
          autocomplete="off"
          value={text}
          onInput={onInput}
        />
      )}
      {hint && (
        <p id={`${id}-hint`} class="small">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} class="error">
          {error}
        </p>
      )}
    </div>
  );
}
