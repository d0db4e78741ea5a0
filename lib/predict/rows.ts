import { EXPECTED, entityIdOf } from '../entities/entity-id.ts';
import type { FeatureValues, RejectedRecord } from '../log/record.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { isObject } from '../model/json-value.ts';
import { type FieldProblem, validateRow } from '../model/validate.ts';
import { badRequest, RejectedRequestError } from './rejected.ts';

/** So many problems are listed; the rest are counted. */
const MAX_LISTED = 100;

/** A row that was found right. */
export interface PredictRow {
  values: FeatureValues;
  /** What the row is about, as others know it; not a feature. */
  entityId: string | undefined;
}

/** The name under which a row says what it is about. No feature has it. */
export const ENTITY_ID = 'entity_id';

/** What is wrong, and where in the body (RFC 6901). */
export interface RowProblem extends FieldProblem {
  pointer: string;
}

/**
 * Every row, checked.
 * @param pointer where in the body a row is, or a field of it
 * @param extensions further members of the problem
 * @throws RejectedRequestError with every problem of every row
 */
export function checkRows(
  definition: ModelDefinition,
  instances: readonly unknown[],
  pointer: (row: number, field?: string) => string,
  extensions: Record<string, unknown> = {},
): PredictRow[] {
  const found: RowProblem[] = [];
  const rows = instances.map((instance, i): PredictRow => {
    if (!isObject(instance)) {
      const detail = `expected an object of features, got ${Array.isArray(instance) ? 'an array' : String(instance).slice(0, 60)}`;
      found.push({ pointer: pointer(i), field: '', feature: null, check: 'wrong_type', detail });
      return { values: {}, entityId: undefined };
    }
    const { [ENTITY_ID]: given, ...features } = instance;
    const { values, problems } = validateRow(definition, features);
    const entityId = isAbsent(given) ? undefined : entityIdOf(given);
    if (!isAbsent(given) && entityId === undefined) problems.push(wrongEntity(given));
    for (const entry of problems) found.push({ pointer: pointer(i, entry.field), ...entry });
    return { values, entityId };
  });
  if (found.length > 0) throw rejectRows(definition, found, extensions);
  return rows;
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

function wrongEntity(given: unknown): FieldProblem {
  const got = typeof given === 'string' ? `a text of ${given.length}` : `a ${typeof given}`;
  const detail = `expected ${EXPECTED}, got ${got}`;
  return { field: ENTITY_ID, feature: null, check: 'wrong_type', detail };
}

/** The refusal of rows with these problems, at least one. */
export function rejectRows(
  { name }: ModelDefinition,
  found: readonly RowProblem[],
  extensions: Record<string, unknown> = {},
): RejectedRequestError {
  const count = found.length === 1 ? 'one field is' : `${found.length} fields are`;
  const problem = {
    ...badRequest(found[0]!.check, 'The input does not fit the model', `${count} not as ${name} expects`),
    extensions: {
      model: name,
      errors: found.slice(0, MAX_LISTED).map(({ pointer, check, detail }) => ({ pointer, check, detail })),
      ...(found.length > MAX_LISTED && { errors_not_listed: found.length - MAX_LISTED }),
      ...extensions,
    },
  };
  return new RejectedRequestError(problem, name, countChecks(found));
}

function countChecks(problems: readonly FieldProblem[]): RejectedRecord['checks'] {
  const counts = new Map<string, RejectedRecord['checks'][number]>();
  for (const { feature, check } of problems) {
    const key = `${check} ${feature}`;
    const entry = counts.get(key) ?? { feature, check, count: 0 };
    counts.set(key, { ...entry, count: entry.count + 1 });
  }
  return [...counts.values()];
}
