import { useState } from 'preact/hooks';
import type { Field } from './field.ts';

interface ChoiceControlProperties {
  field: Field;
  text: string;
  /** Attributes of the control that the label is for. */
  common: Record<string, unknown>;
  onChange(text: string): void;
}

const OTHER = '\0other';

/** Known categories to choose from, and where the model takes others, a line to write one. */
export function ChoiceControl({ field, text, common, onChange }: ChoiceControlProperties) {
  const { label, options, optional, open } = field;
  const isKnown = options.some(({ value }) => value === text);
  // What is being written may be a known one on its way to another: `north`, to `north east`.
  const [written, setWritten] = useState<string>();
  const other = text === written || (!isKnown && text !== '');
  const write = (value: string) => {
    setWritten(value);
    onChange(value);
  };
  return (
    <>
      <select
        {...common}
        value={other ? OTHER : text}
        onChange={({ currentTarget: { value } }) => {
          if (value === OTHER) write('');
          else {
            setWritten(undefined);
            onChange(value);
          }
        }}
      >
        <option value="">{optional ? 'not known' : 'choose …'}</option>
        {options.map(({ value, label: name }) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
        {(open || other) && <option value={OTHER}>another …</option>}
      </select>
      {other && (
        <input
          type="text"
          aria-label={`${label}, another`}
          value={text}
          onInput={({ currentTarget }) => write(currentTarget.value)}
        />
      )}
    </>
  );
}
