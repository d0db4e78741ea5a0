import { takeInbox } from '../inbox/take-inbox.ts';
import { takeDatabase, takeHttp } from '../poll/poll.ts';
import type { JobContext } from './job-context.ts';
import type { DatabaseSource, FileSource, HttpSource, MappedSource, OutcomeSource } from './source.ts';
import type { SourceReport } from './source-report.ts';

/**
 * Takes what a source has now. It may be called twice at once, and again after a call that ended anywhere: its batches
 * have keys, and where it goes on is kept in the store.
 */
export type Poll<Source extends MappedSource> = (
  context: JobContext,
  source: Source,
) => Promise<SourceReport>;

/** The way to poll each kind of source that is polled. */
export interface Polls {
  file?: Poll<FileSource>;
  database?: Poll<DatabaseSource>;
  http?: Poll<HttpSource>;
}

export const POLLS: Polls = { file: takeInbox, database: takeDatabase, http: takeHttp };

export type PolledSource = FileSource | DatabaseSource | HttpSource;

export const isPolled = (source: OutcomeSource): source is PolledSource =>
  source.kind === 'file' || source.kind === 'database' || source.kind === 'http';

/** @throws what the poll throws; Error when there is no way to poll this kind */
export async function pollSource(
  polls: Polls,
  context: JobContext,
  source: PolledSource,
): Promise<SourceReport> {
  const poll = polls[source.kind] as Poll<PolledSource> | undefined;
  if (!poll) {
    const known = Object.keys(polls).join(', ') || 'none';
    throw new Error(
      `${source.name}: expected a kind of source that is polled (${known}), got ${source.kind}`,
    );
  }
  return poll(context, source);
}
