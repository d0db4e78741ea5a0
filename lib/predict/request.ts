import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type BodyEvent, readJsonObject, tooLarge } from '../http/body.ts';
import type { PredictionRecord } from '../log/record.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { isObject } from '../model/json-value.ts';
import { matchModel } from '../model/match.ts';
import { presentPrediction } from './answer.ts';
import { badRequest, deployedModel, expectRowCount, RejectedRequestError } from './rejected.ts';
import { checkRows, ENTITY_ID, type PredictRow } from './rows.ts';

export const MAX_ROW_BYTES = 256 * 1024;
export const MAX_BATCH_BYTES = 5 * 1024 * 1024;

/** A request that was read, in whatever protocol. */
export interface PredictRequest {
  definition: ModelDefinition;
  /**
   * What it holds, checked. Not before it is known to be no retry: one whose first attempt another version answered gets
   * that answer, whether this version would take it or not.
   * @throws RejectedRequestError with every problem of every row listed
   */
  rows(): PredictRow[];
  /** The body of the answer: a function of the records and of the version they are of, so that a retry gets the same. */
  answer(records: readonly PredictionRecord[], version: ModelDefinition): unknown;
}

/**
 * Reads `POST /predict` (the model is found by its fields) and `POST /models/{model}/predict`; the body is a
 * flat object of features or `{"instances": [...]}` with up to 1,000 of them. A row may have an `entity_id` too.
 * @throws ProblemError whose reason is a PredictReason
 */
export function readPredictRequest(
  event: BodyEvent & Pick<APIGatewayProxyEventV2, 'pathParameters'>,
  models: ReadonlyMap<string, ModelDefinition>,
  defaultModel: string,
): PredictRequest {
  const name = event.pathParameters?.model;
  const named = name === undefined ? undefined : deployedModel(models, name);

  const { object, bytes } = readJsonObject(event, MAX_BATCH_BYTES);
  const batch = Object.hasOwn(object, 'instances');
  if (batch && (!Array.isArray(object.instances) || Object.keys(object).length > 1)) {
    const detail = 'expected "instances" to be an array of rows and the only field';
    throw new RejectedRequestError(badRequest('batch_size', 'Not a batch', detail), named?.name);
  }
  if (!batch && bytes > MAX_ROW_BYTES) throw tooLarge(MAX_ROW_BYTES, bytes);
  const instances = batch ? (object.instances as unknown[]) : [object];
  expectRowCount(instances.length, named?.name);
  const definition = named ?? match(models, defaultModel, instances[0]);
  const pointer = (row: number, field?: string): string =>
    [...(batch ? ['instances', row] : []), ...(field === undefined ? [] : [escaped(field)])]
      .map((part) => `/${part}`)
      .join('');
  const rows = () => checkRows(definition, instances, pointer, named ? {} : { models: fieldLists(models) });
  const answer = (records: readonly PredictionRecord[], version: ModelDefinition) => {
    const predictions = records.map((record) => presentPrediction(record, version));
    return batch ? { predictions } : predictions[0];
  };
  return { definition, rows, answer };
}

function match(
  models: ReadonlyMap<string, ModelDefinition>,
  defaultModel: string,
  row: unknown,
): ModelDefinition {
  const all = [...models.values()];
  const { [ENTITY_ID]: _, ...features } = isObject(row) ? row : {};
  const found = isObject(row) ? matchModel(all, defaultModel, features) : models.get(defaultModel);
  if (found) return found;
  const fields = isObject(row) ? Object.keys(row).slice(0, 20).join(', ').slice(0, 200) : '';
  const detail = `expected the fields of exactly one model, got: ${fields}`;
  const problem = badRequest('no_model_matches', 'No model matches', detail);
  throw new RejectedRequestError({ ...problem, extensions: { models: fieldLists(models) } });
}

const escaped = (field: string): string => field.replaceAll('~', '~0').replaceAll('/', '~1');

const fieldLists = (models: ReadonlyMap<string, ModelDefinition>) =>
  Object.fromEntries(
    [...models].map(([name, { features }]) => [name, features.map((feature) => feature.name)]),
  );
