/** A route of serverless.yml. */
export interface Route {
  readonly method: string;
  /** With names in braces for segments that may be anything: `/models/{model}`. */
  readonly path: string;
  /** The name of the function that answers. */
  readonly function: string;
}

/** When a function runs by itself. */
export interface Schedule {
  readonly function: string;
  /** As Amazon EventBridge writes it: `rate(5 minutes)`, `cron(15 1 * * ? *)`. */
  readonly expression: string;
  readonly event: unknown;
}

/** What serverless.yml says of the functions, as far as a server does the same. */
export interface Table {
  readonly routes: readonly Route[];
  /** The function for what has no route. */
  readonly fallback: string;
  readonly schedules: readonly Schedule[];
  /** How long an invocation of a function may take, in seconds. */
  readonly timeouts: Readonly<Record<string, number>>;
}
