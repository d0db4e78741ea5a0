/** The parts of jest's JSON report that are counted. */
export interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Files that could not even be loaded: jest counts no test of theirs. */
  readonly numRuntimeErrorTestSuites: number;
}

export interface Step {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
}

/**
 * The closing line of a run: jest's own numbers; a failed step beside jest (types, lint) counts as one failure, and so
 * does a jest that failed without a failed test or left no report.
 */
export function tally(steps: readonly Step[], jest: JestReport | undefined): string {
  const jestFailures = (jest?.numFailedTests ?? 0) + (jest?.numRuntimeErrorTestSuites ?? 0);
  const failedSteps = steps.filter(({ ok, name }) => !ok && !(name === 'jest' && jestFailures > 0)).length;
  const jestNeverRan = jest === undefined && !steps.some(({ ok, name }) => name === 'jest' && !ok);
  return `${jest?.numPassedTests ?? 0} passed, ${jestFailures + failedSteps + (jestNeverRan ? 1 : 0)} failed`;
}
