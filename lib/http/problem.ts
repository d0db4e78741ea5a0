/** What a caller did wrong, or what we could not do, as it leaves the product (RFC 9457). */
export interface Problem {
  status: number;
  /** Stable: the last part of the problem's `type`, and the `reason` it is counted under. */
  reason: string;
  title: string;
  detail: string;
  /** Further members of the body. */
  extensions?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** Thrown by whoever finds the problem; one place turns it into a response. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.problem = problem;
  }
}
