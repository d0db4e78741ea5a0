import type { Context } from 'aws-lambda';
import { refuseStrays } from '../lib/inbox/strays.ts';
import type { GaugePublisher } from '../lib/metrics/sample.ts';
import type { VersionWatch } from '../lib/model/version-watch.ts';
import { parseOutcomesEvent } from '../lib/outcomes/event.ts';
import type { JobContext } from '../lib/outcomes/job-context.ts';
import { publishPolls } from '../lib/outcomes/poll-gauges.ts';
import { isPolled, type PolledSource, type Polls, pollSource } from '../lib/outcomes/polls.ts';
import { type OutcomesSummary, runPolls } from '../lib/outcomes/run-polls.ts';
import type { OutcomeSource } from '../lib/outcomes/source.ts';
import { UNKNOWN_SOURCE } from '../lib/outcomes/unknown-source.ts';
import { openOutcomes } from '../lib/runtime/open-outcomes.ts';
import { wire } from '../lib/runtime/wire.ts';

export interface OutcomesDependencies extends Omit<JobContext, 'remainingMs'> {
  sources: readonly OutcomeSource[];
  polls: Polls;
  /** Where it is published when sources were polled. Undefined where there is no gateway. */
  pollGauges: GaugePublisher | undefined;
  /** Undefined where models do not change while an environment lives. */
  watch: VersionWatch | undefined;
}

/**
 * Takes outcomes that nobody sends to `POST /feedback`: on a schedule, when a file is dropped, or by hand (see
 * `parseOutcomesEvent`). It may run twice, or twice at once.
 */
export const createHandler =
  ({ sources, polls, pollGauges, watch, ...job }: OutcomesDependencies) =>
  async (
    event?: unknown,
    invocation?: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<OutcomesSummary> => {
    const { poll, files } = parseOutcomesEvent(event);
    await watch?.check();
    const remainingMs = () => invocation?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY;
    const context = { ...job, remainingMs };
    const polled = sources.filter(isPolled);
    const chosen = choose(polled, poll, files);
    const list = chosen.map((source) => ({
      source: source.name,
      run: () => pollSource(polls, context, source),
    }));
    const strays = { source: UNKNOWN_SOURCE.name, run: () => refuseStrays(context, sources) };
    const startedAt = job.now();
    const { summary, error } = await runPolls(files ? [...list, strays] : list, context);
    if (pollGauges) {
      const failed = new Set(summary.failures.map(({ source }) => source));
      const names = polled.map(({ name }) => name);
      const succeeded = new Set(chosen.map(({ name }) => name).filter((name) => !failed.has(name)));
      await publishPolls(job.store, pollGauges, names, succeeded, startedAt).catch((error: unknown) =>
        job.logger('warn', 'it could not be published which sources were polled', { error }),
      );
    }
    if (error) throw error;
    return summary;
  };

/** @param files whether the names are those of folders, in which anybody can put files */
function choose(
  polled: readonly PolledSource[],
  names: readonly string[] | undefined,
  files: boolean,
): PolledSource[] {
  if (!names) return [...polled];
  return names.flatMap((name) => {
    const source = polled.find((one) => one.name === name && (!files || one.kind === 'file'));
    if (source || files) return source ?? [];
    const known = polled.map((one) => one.name).join(', ') || 'none';
    throw new Error(`expected one of the sources that are polled, ${known}, got ${JSON.stringify(name)}`);
  });
}

export const handler = wire(openOutcomes, createHandler);
