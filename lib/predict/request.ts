import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { readJsonObject, tooLarge } from '../http/body.ts';
import { ProblemError } from '../http/problem.ts';
import type { FeatureValues, RejectedRecord } from '../log/record.ts';
import type { PredictReason } from '../metrics/reasons.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { matchModel } from '../model/match.ts';
import { type FieldProblem, validateRow } from '../model/validate.ts';

export const MAX_ROW_BYTES = 256 * 1024;
export const MAX_BATCH_BYTES = 5 * 1024 * 1024;
export const MAX_ROWS = 1000;
/** So many problems are listed; the rest are counted. */
const MAX_LISTED = 100;

/** A request as far as it could be read. */
export interface PredictRequest {
  definition: ModelDefinition;
  rows: FeatureValues[];
  batch: boolean;
}

/** A request that cannot be answered with predictions; `model` and `checks` go into the log, no values. */
export class RejectedRequestError extends ProblemError {
  readonly model: string | undefined;
  readonly checks: RejectedRecord['checks'];
  constructor(problem: ProblemError['problem'], model?: string, checks: RejectedRecord['checks'] = []) {
    super(problem);
    this.model = model;
    this.checks = checks;
  }
}

/**
 * Reads and checks `POST /predict` (the model is found by its fields) and `POST /models/{model}/predict`; the body is a
 * flat object of features or `{"instances": [...]}` with up to 1,000 of them.
 * @throws ProblemError whose reason is a PredictReason, with every problem of every row listed.
 */
export function readPredictRequest(
  event: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'pathParameters'>,
  models: ReadonlyMap<string, ModelDefinition>,
  defaultModel: string,
): PredictRequest {
  const name = event.pathParameters?.model;
  const named = name === undefined ? undefined : models.get(name);
  if (name !== undefined && !named) throw unknownModel(name, models);

  const { object, bytes } = readJsonObject(event, MAX_BATCH_BYTES);
  const batch = Object.hasOwn(object, 'instances');
  if (batch && (!Array.isArray(object.instances) || Object.keys(object).length > 1)) {
    const detail = 'expected "instances" to be an array of rows and the only field';
    throw new RejectedRequestError(problem('batch_size', 'Not a batch', detail), named?.name);
  }
  if (!batch && bytes > MAX_ROW_BYTES) throw tooLarge(MAX_ROW_BYTES, bytes);
  const instances = batch ? (object.instances as unknown[]) : [object];
  if (instances.length === 0 || instances.length > MAX_ROWS) {
    const detail = `expected 1 to ${MAX_ROWS} instances, got ${instances.length}`;
    throw new RejectedRequestError(problem('batch_size', 'Wrong number of instances', detail), named?.name);
  }
  const definition = named ?? match(models, defaultModel, instances[0]);
  return { definition, batch, rows: checkRows(definition, instances, batch, models, named === undefined) };
}

function match(
  models: ReadonlyMap<string, ModelDefinition>,
  defaultModel: string,
  row: unknown,
): ModelDefinition {
  const all = [...models.values()];
  const found = isObject(row) ? matchModel(all, defaultModel, row) : models.get(defaultModel);
  if (found) return found;
  const fields = isObject(row) ? Object.keys(row).slice(0, 20).join(', ').slice(0, 200) : '';
  throw new RejectedRequestError({
    ...problem(
      'no_model_matches',
      'No model matches',
      `expected the fields of exactly one model, got: ${fields}`,
    ),
    extensions: { models: fieldLists(models) },
  });
}

function checkRows(
  definition: ModelDefinition,
  instances: unknown[],
  batch: boolean,
  models: ReadonlyMap<string, ModelDefinition>,
  matched: boolean,
): FeatureValues[] {
  const found: (FieldProblem & { pointer: string })[] = [];
  const rows = instances.map((instance, i) => {
    const base = batch ? `/instances/${i}` : '';
    if (!isObject(instance)) {
      const detail = `expected an object of features, got ${Array.isArray(instance) ? 'an array' : String(instance).slice(0, 60)}`;
      found.push({ pointer: base, field: '', feature: null, check: 'wrong_type', detail });
      return {};
    }
    const { values, problems } = validateRow(definition, instance);
    for (const entry of problems)
      found.push({ pointer: `${base}/${entry.field.replaceAll('~', '~0').replaceAll('/', '~1')}`, ...entry });
    return values;
  });
  if (found.length === 0) return rows;
  const count = found.length === 1 ? 'one field is' : `${found.length} fields are`;
  const body = problem(
    found[0]!.check,
    'The input does not fit the model',
    `${count} not as ${definition.name} expects`,
  );
  const errors = found.slice(0, MAX_LISTED).map(({ pointer, check, detail }) => ({ pointer, check, detail }));
  const extensions = {
    model: definition.name,
    errors,
    ...(found.length > MAX_LISTED && { errors_not_listed: found.length - MAX_LISTED }),
    ...(matched && { models: fieldLists(models) }),
  };
  throw new RejectedRequestError({ ...body, extensions }, definition.name, countChecks(found));
}

function countChecks(problems: FieldProblem[]): RejectedRecord['checks'] {
  const counts = new Map<string, RejectedRecord['checks'][number]>();
  for (const { feature, check } of problems) {
    const key = `${check} ${feature}`;
    const entry = counts.get(key) ?? { feature, check, count: 0 };
    counts.set(key, { ...entry, count: entry.count + 1 });
  }
  return [...counts.values()];
}

const unknownModel = (name: string, models: ReadonlyMap<string, unknown>): RejectedRequestError =>
  new RejectedRequestError({
    status: 404,
    reason: 'unknown_model',
    title: 'Unknown model',
    detail: `expected one of ${[...models.keys()].join(', ')}, got "${name.slice(0, 100)}"`,
  });

const problem = (reason: PredictReason, title: string, detail: string) => ({
  status: 400,
  reason,
  title,
  detail,
});

const fieldLists = (models: ReadonlyMap<string, ModelDefinition>) =>
  Object.fromEntries(
    [...models].map(([name, { features }]) => [name, features.map((feature) => feature.name)]),
  );

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
