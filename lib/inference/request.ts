import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type BodyEvent, readJsonObject } from '../http/body.ts';
import type { PredictionRecord } from '../log/record.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { validateRow } from '../model/validate.ts';
import { badRequest, deployedModel, expectRowCount, RejectedRequestError } from '../predict/rejected.ts';
import { MAX_BATCH_BYTES, type PredictRequest } from '../predict/request.ts';
import { checkRows, isObject, type RowProblem, rejectRows } from '../predict/rows.ts';
import { elementValue } from './datatype.ts';
import { OUTPUTS, type OutputName } from './outputs.ts';
import { inferenceResponse } from './response.ts';
import { areParameters, type InputTensor, isAbsent, malformed, readTensor, shown } from './tensor.ts';

/**
 * Reads `POST /v2/models/{model}[/versions/{version}]/infer` of the Open Inference Protocol: one input per
 * feature, of which one that is nullable may be missing, or have nulls.
 * https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 * @throws ProblemError whose reason is a PredictReason
 */
export function readInferenceRequest(
  event: BodyEvent & Pick<APIGatewayProxyEventV2, 'pathParameters'>,
  models: ReadonlyMap<string, ModelDefinition>,
): PredictRequest {
  const { model = '', version } = event.pathParameters ?? {};
  const definition = deployedModel(models, model);
  if (event.headers?.['inference-header-content-length'] !== undefined) {
    const detail = 'expected all data as JSON (binary_data=False), got the binary tensor data extension';
    throw malformed(detail, definition.name);
  }
  const { object } = readJsonObject(event, MAX_BATCH_BYTES);
  const { id, parameters, inputs, outputs } = object;
  const expect = (holds: boolean, expected: string, got: unknown): void => {
    if (!holds) throw malformed(`expected ${expected}, got ${shown(got)}`, definition.name);
  };
  expect(isAbsent(id) || typeof id === 'string', 'id to be text', id);
  expect(areParameters(parameters), 'parameters to be an object', parameters);
  expect(Array.isArray(inputs), 'inputs to be an array of tensors', inputs);
  const requested = readOutputs(outputs, definition);
  const rows = () => {
    deployedModel(models, model, version);
    const tensors = (inputs as unknown[]).map((input, i) => readTensor(input, i, definition.name));
    return checkRows(definition, toRows(definition, tensors), (row, field) => pointerTo(tensors, row, field));
  };
  const answer = (records: readonly PredictionRecord[], version: ModelDefinition) =>
    inferenceResponse(version, records, requested, id as string | null | undefined);
  return { definition, rows, answer };
}

function readOutputs(outputs: unknown, { name: model }: ModelDefinition): OutputName[] {
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

/** The columns as rows. @throws RejectedRequestError when they are not columns of this model, equally long */
function toRows(definition: ModelDefinition, tensors: readonly InputTensor[]): Record<string, unknown>[] {
  const names = tensors.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    throw malformed('expected every input once, got one twice', definition.name);
  }
  const count = tensors[0]?.elements.length ?? 0;
  const other = tensors.find(({ elements }) => elements.length !== count);
  if (other) {
    const detail = `expected ${count} rows in every input, as in the first, got ${other.elements.length} in ${shown(other.name)}`;
    throw new RejectedRequestError(
      badRequest('batch_size', 'Inputs of several lengths', detail),
      definition.name,
    );
  }
  const found = [...wrongInputs(definition, tensors)];
  // Told once for each input, not for each of its elements.
  if (found.length > 0) throw rejectRows(definition, found);
  expectRowCount(count, definition.name);
  const columns = tensors.map((tensor, i) => readElements(tensor, i, found));
  if (found.length > 0) throw rejectRows(definition, found);
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(names.map((name, i) => [name, columns[i]![row]])),
  );
}

/** Inputs that the model does not have, and those that it needs and did not get. */
function wrongInputs(definition: ModelDefinition, tensors: readonly InputTensor[]): RowProblem[] {
  const present = new Map(tensors.map(({ name }, i) => [name, i]));
  const nulls = Object.fromEntries([...present.keys()].map((name) => [name, null]));
  return validateRow(definition, nulls)
    .problems.filter(({ feature }) => feature === null || !present.has(feature))
    .map((problem) => ({ ...problem, pointer: '/inputs' }));
}

function readElements({ name, datatype, elements, nested }: InputTensor, index: number, found: RowProblem[]) {
  return elements.map((element, row) => {
    const value = elementValue(datatype, element);
    if (value === undefined) {
      const pointer = elementPointer(index, row, nested);
      const detail = `expected an element of ${datatype}, got ${shown(element)}`;
      found.push({ pointer, field: name, feature: name, check: 'wrong_type', detail });
    }
    return value;
  });
}

function pointerTo(tensors: readonly InputTensor[], row: number, field: string | undefined): string {
  const index = tensors.findIndex(({ name }) => name === field);
  return index < 0 ? '/inputs' : elementPointer(index, row, tensors[index]!.nested);
}

const elementPointer = (input: number, row: number, nested: boolean): string =>
  `/inputs/${input}/data/${row}${nested ? '/0' : ''}`;
