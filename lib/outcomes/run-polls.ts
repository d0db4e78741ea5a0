import type { JobContext } from './job-context.ts';
import type { SourceReport } from './source-report.ts';

/** What an invocation did. */
export interface OutcomesSummary {
  sources: SourceReport[];
  failures: { source: string; message: string }[];
}

/** Something failed; what could be done was done, and is in the summary. */
export class OutcomesFailedError extends Error {
  override readonly name = 'OutcomesFailedError';
  readonly summary: OutcomesSummary;
  constructor(summary: OutcomesSummary, causes: unknown[]) {
    const list = summary.failures.map(({ source, message }) => `${source}: ${message}`);
    super(`outcomes could not be taken: ${list.join('; ')}`, { cause: new AggregateError(causes) });
    this.summary = summary;
  }
}

/** Takes what a source has now. */
export interface SourcePoll {
  source: string;
  /** Undefined when there is nothing to say. */
  run(): Promise<SourceReport | undefined>;
}

/** Polls one source after the other; one that fails does not stop the others, and makes `error` of what there is to say. */
export async function runPolls(
  polls: readonly SourcePoll[],
  { logger }: Pick<JobContext, 'logger'>,
): Promise<{ summary: OutcomesSummary; error: OutcomesFailedError | undefined }> {
  const summary: OutcomesSummary = { sources: [], failures: [] };
  const causes: unknown[] = [];
  for (const { source, run } of polls) {
    try {
      const report = await run();
      if (!report) continue;
      summary.sources.push(report);
      logger('info', 'outcomes taken', { ...report });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      summary.failures.push({ source, message });
      causes.push(error);
      logger('error', 'outcomes could not be taken', { source, error });
    }
  }
  return { summary, error: causes.length > 0 ? new OutcomesFailedError(summary, causes) : undefined };
}
