import { type Problem, ProblemError } from '../http/problem.ts';
import type { RejectedRecord } from '../log/record.ts';
import type { PredictReason } from '../metrics/reasons.ts';
import type { ModelDefinition } from '../model/definition.ts';

export const MAX_ROWS = 1000;

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

export const badRequest = (reason: PredictReason, title: string, detail: string): Problem => ({
  status: 400,
  reason,
  title,
  detail,
});

/** The model of this name, and of this version if one is asked for. @throws RejectedRequestError `unknown_model` */
export function deployedModel(
  models: ReadonlyMap<string, ModelDefinition>,
  name: string,
  version?: string,
): ModelDefinition {
  const refuse = (title: string, expected: string, got: string, model?: string) => {
    const detail = `expected ${expected}, got "${got.slice(0, 100)}"`;
    return new RejectedRequestError({ status: 404, reason: 'unknown_model', title, detail }, model);
  };
  const definition = models.get(name);
  if (!definition) throw refuse('Unknown model', `one of ${[...models.keys()].join(', ')}`, name);
  if (version !== undefined && version !== definition.version) {
    throw refuse('Unknown version', `version ${definition.version} of ${name}`, version, name);
  }
  return definition;
}

/** @throws RejectedRequestError `batch_size` */
export function expectRowCount(rows: number, model: string | undefined): void {
  if (rows >= 1 && rows <= MAX_ROWS) return;
  const detail = `expected 1 to ${MAX_ROWS} instances, got ${rows}`;
  throw new RejectedRequestError(badRequest('batch_size', 'Wrong number of instances', detail), model);
}
