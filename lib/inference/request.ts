import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { BodyEvent } from '../http/body.ts';
import type { PredictionRecord } from '../log/record.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { validateRow } from '../model/validate.ts';
import { badRequest, deployedModel, expectRowCount, RejectedRequestError } from '../predict/rejected.ts';
import type { PredictRequest } from '../predict/request.ts';
import { checkRows, ENTITY_ID, type RowProblem, rejectRows } from '../predict/rows.ts';
import { type InferenceBody, readInferenceBody } from './body.ts';
import { elementValue } from './datatype.ts';
import { inferenceResponse } from './response.ts';
import { type InputTensor, isAbsent, malformed, readTensor, shown } from './tensor.ts';

/**
 * Reads `POST /v2/models/{model}[/versions/{version}]/infer` of the Open Inference Protocol: one input per
 * feature, of which one that is nullable may be missing, or have nulls. `parameters.entity_id` says what rows are about.
 * https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 * @throws ProblemError whose reason is a PredictReason
 */
export function readInferenceRequest(
  event: BodyEvent & Pick<APIGatewayProxyEventV2, 'pathParameters'>,
  models: ReadonlyMap<string, ModelDefinition>,
): PredictRequest {
  const { model = '', version } = event.pathParameters ?? {};
  const definition = deployedModel(models, model);
  const expectVersion = () => deployedModel(models, model, version);
  let body: InferenceBody;
  try {
    body = readInferenceBody(event, definition.name);
  } catch (error) {
    // What is no request is no retry of one either.
    expectVersion();
    throw error;
  }
  const { id, inputs, requested, entityIds } = body;
  const rows = () => {
    expectVersion();
    const tensors = inputs.map((input, i) => readTensor(input, i, definition.name));
    const features = withEntities(toRows(definition, tensors), entityIds, definition.name);
    return checkRows(definition, features, (row, field) => pointerTo(tensors, row, field));
  };
  const answer = (records: readonly PredictionRecord[], answered: ModelDefinition) =>
    inferenceResponse(answered, records, requested, id);
  return { definition, rows, answer };
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

function withEntities(
  rows: readonly Record<string, unknown>[],
  entityIds: unknown,
  model: string,
): Record<string, unknown>[] {
  if (isAbsent(entityIds)) return [...rows];
  const list: unknown[] = Array.isArray(entityIds) ? entityIds : [entityIds];
  if (list.length !== rows.length)
    throw malformed(
      `parameters.${ENTITY_ID}: expected one for each of ${rows.length} rows, got ${list.length}`,
      model,
    );
  return rows.map((row, i) => ({ ...row, [ENTITY_ID]: list[i] }));
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
  if (field === ENTITY_ID) return `/parameters/${ENTITY_ID}`;
  const index = tensors.findIndex(({ name }) => name === field);
  return index < 0 ? '/inputs' : elementPointer(index, row, tensors[index]!.nested);
}

const elementPointer = (input: number, row: number, nested: boolean): string =>
  `/inputs/${input}/data/${row}${nested ? '/0' : ''}`;
