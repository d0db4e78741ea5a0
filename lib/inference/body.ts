import { type BodyEvent, readJsonObject } from '../http/body.ts';
import { isObject } from '../model/json-value.ts';
import { MAX_BATCH_BYTES } from '../predict/request.ts';
import { ENTITY_ID } from '../predict/rows.ts';
import { OUTPUTS, type OutputName } from './outputs.ts';
import { areParameters, isAbsent, malformed, shown } from './tensor.ts';

/** An inference request as far as it is one whatever the model is. */
export interface InferenceBody {
  id: string | null | undefined;
  inputs: unknown[];
  requested: OutputName[];
  /** What each row is about, as others know it: one value for one row, else an array. */
  entityIds: unknown;
}

/**
 * @param model the name under which a refusal is counted
 * @throws ProblemError when it is none
 */
export function readInferenceBody(event: BodyEvent, model: string): InferenceBody {
  if (event.headers?.['inference-header-content-length'] !== undefined) {
    const detail = 'expected all data as JSON (binary_data=False), got the binary tensor data extension';
    throw malformed(detail, model);
  }
  const { object } = readJsonObject(event, MAX_BATCH_BYTES);
  const { id, parameters, inputs, outputs } = object;
  const expect = (holds: boolean, expected: string, got: unknown): void => {
    if (!holds) throw malformed(`expected ${expected}, got ${shown(got)}`, model);
  };
  expect(isAbsent(id) || typeof id === 'string', 'id to be text', id);
  expect(areParameters(parameters), 'parameters to be an object', parameters);
  expect(Array.isArray(inputs), 'inputs to be an array of tensors', inputs);
  return {
    id: id as string | null | undefined,
    inputs: inputs as unknown[],
    requested: readOutputs(outputs, model),
    entityIds: (parameters as Record<string, unknown> | null | undefined)?.[ENTITY_ID],
  };
}

function readOutputs(outputs: unknown, model: string): OutputName[] {
  if (isAbsent(outputs)) return [...OUTPUTS];
  if (!Array.isArray(outputs))
    throw malformed(`expected outputs to be an array, got ${shown(outputs)}`, model);
  const names = outputs.map((output: unknown, i): OutputName => {
    const { name, parameters } = isObject(output) ? output : {};
    if (OUTPUTS.includes(name as OutputName) && areParameters(parameters)) return name as OutputName;
    const expected = `the name of one of ${OUTPUTS.join(', ')}, at most with parameters`;
    throw malformed(`outputs[${i}]: expected ${expected}, got ${shown(output)}`, model);
  });
  return names.length === 0 ? [...OUTPUTS] : [...new Set(names)];
}
