import type { ClassLabel } from '../model/definition.ts';
import type { MemberReader } from './member-reader.ts';
import type { Mapping } from './source.ts';

/** `mapping` of a source; `models` are those that the source names. What is wrong goes to the reader. */
export function parseMapping(reader: MemberReader, models: readonly string[] | undefined): Mapping {
  const mapping: Mapping = {
    join: parseJoin(reader),
    outcome: parseOutcome(reader),
    predicted: reader.optionalText('predicted'),
    model: reader.optionalText('model'),
    time: parseTime(reader),
  };
  if (mapping.join.by === 'entity_id' && mapping.model === undefined && models?.length !== 1)
    reader.refuse(
      'model',
      'a column with the model, because an entity does not say which of several it is',
      undefined,
    );
  reader.end();
  return mapping;
}

function parseJoin(reader: MemberReader): Mapping['join'] {
  const [byPrediction, byEntity] = [reader.has('prediction_id'), reader.has('entity_id')];
  if (byPrediction === byEntity)
    reader.refuse(
      'prediction_id',
      'a column for either prediction_id or entity_id',
      byPrediction ? 'both' : 'neither',
    );
  const by = byEntity ? 'entity_id' : 'prediction_id';
  return { by, column: byPrediction || byEntity ? reader.text(by) : '' };
}

/** `"outcome": "column"`, or `{"column": …, "classes": {"value": class or null}}`. */
function parseOutcome(reader: MemberReader): Mapping['outcome'] {
  const value = reader.take('outcome');
  if (value === undefined || typeof value === 'string')
    return { column: reader.text('outcome'), classes: undefined };
  const inner = reader.inner('outcome');
  const outcome = { column: inner.text('column'), classes: parseClasses(inner) };
  inner.end();
  return outcome;
}

function parseClasses(reader: MemberReader): Mapping['outcome']['classes'] {
  const value = reader.take('classes');
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || Array.isArray(value) || Object.keys(value!).length === 0)
    return reader.refuse('classes', 'an object of values and their classes', value);
  const classes = new Map<string, ClassLabel | null>();
  for (const [text, label] of Object.entries(value!)) {
    if (label === null || typeof label === 'string' || typeof label === 'number') classes.set(text, label);
    else reader.refuse(`classes.${text}`, 'a class of the model, or null', label);
  }
  return classes;
}

/** `"time": "column"`, or `{"column": …, "unit": "seconds"}` where it has numbers. */
function parseTime(reader: MemberReader): Mapping['time'] {
  const value = reader.take('time');
  if (value === undefined) return undefined;
  if (typeof value === 'string') return { column: reader.text('time'), unit: undefined };
  const inner = reader.inner('time');
  const unit = inner.has('unit') ? inner.oneOf('unit', ['seconds', 'milliseconds']) : undefined;
  const time = { column: inner.text('column'), unit };
  inner.end();
  return time;
}
