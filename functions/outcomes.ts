import type { Context } from 'aws-lambda';
import { refuseStrays } from '../lib/inbox/strays.ts';
import type { VersionWatch } from '../lib/model/version-watch.ts';
import { parseOutcomesEvent } from '../lib/outcomes/event.ts';
import type { JobContext } from '../lib/outcomes/job-context.ts';
import { isPolled, type PolledSource, type Polls, pollSource } from '../lib/outcomes/polls.ts';
import { type OutcomesSummary, runPolls } from '../lib/outcomes/run-polls.ts';
import type { OutcomeSource } from '../lib/outcomes/source.ts';
import { UNKNOWN_SOURCE } from '../lib/outcomes/unknown-source.ts';
import { openOutcomes } from '../lib/runtime/open-outcomes.ts';
import { wire } from '../lib/runtime/wire.ts';

export interface OutcomesDependencies extends Omit<JobContext, 'remainingMs'> {
  sources: readonly OutcomeSource[];
  polls: Polls;
  /** Undefined where models do not change while an environment lives. */
  watch: VersionWatch | undefined;
}

/**
 * Takes outcomes that nobody sends to `POST /feedback`: on a schedule, when a file is dropped, or by hand (see
 * `parseOutcomesEvent`). It may run twice, or twice at once.
 */
export const createHandler =
  ({ sources, polls, watch, ...job }: OutcomesDependencies) =>
  async (
    event?: unknown,
    invocation?: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<OutcomesSummary> => {
    const { poll, files } = parseOutcomesEvent(event);
    await watch?.check();
    const remainingMs = () => invocation?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY;
    const context = { ...job, remainingMs };
    const chosen = choose(sources.filter(isPolled), poll, files);
    const list = chosen.map((source) => ({
      source: source.name,
      run: () => pollSource(polls, context, source),
    }));
    const strays = { source: UNKNOWN_SOURCE.name, run: () => refuseStrays(context, sources) };
    return runPolls(files ? [...list, strays] : list, context);
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
