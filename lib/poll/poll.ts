import { setTimeout as sleep } from 'node:timers/promises';
import type { JobContext } from '../outcomes/job-context.ts';
import { RecentWindow } from '../outcomes/recent-window.ts';
import type { DatabaseSource, HttpSource, SecretName } from '../outcomes/source.ts';
import { emptyReport, type SourceReport } from '../outcomes/source-report.ts';
import { type PollOptions, pollDatabase } from './database.ts';
import type { DatabasePosition } from './database-position.ts';
import { digestWith } from './digest.ts';
import { OvertakenError } from './errors.ts';
import { FIRST_SCAN, type HttpPosition, pollHttp } from './http.ts';
import { PollLedger } from './ledger.ts';
import { emptyNotes, noteTexts, type PollNotes } from './notes.ts';

/** After that, other sources have their turn. */
const LONGEST_MS = 300_000;

export const takeDatabase = (context: JobContext, source: DatabaseSource): Promise<SourceReport> =>
  poll<DatabasePosition>(context, source, { watermark: null }, (ledger, notes, options) =>
    pollDatabase(ledger, source, context.secret(source.database.url), notes, options),
  );

export const takeHttp = (context: JobContext, source: HttpSource): Promise<SourceReport> =>
  poll<HttpPosition>(context, source, FIRST_SCAN, (ledger, notes, options) => {
    const told = (values: Readonly<Record<string, string | SecretName>>): Record<string, string> =>
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : context.secret(value),
        ]),
      );
    const { headers, parameters } = source.http;
    const secrets = { headers: told(headers), parameters: told(parameters) };
    return pollHttp(ledger, source, notes, { ...options, ...secrets, random: Math.random, sleep });
  });

async function poll<Position>(
  context: JobContext,
  source: DatabaseSource | HttpSource,
  initial: Position,
  read: (ledger: PollLedger<Position>, notes: PollNotes, options: PollOptions) => Promise<void>,
): Promise<SourceReport> {
  const { store, ingest, keys, hashKey, now, remainingMs, logger } = context;
  const [report, notes, window] = [emptyReport(source.name), emptyNotes(), new RecentWindow()];
  // What has begun takes its time too.
  const until = now() + Math.min(LONGEST_MS, remainingMs() / 2);
  const dependencies = { store, ingest, keys, window, report, notes, now };
  try {
    const ledger = await PollLedger.open(dependencies, source, initial);
    await read(ledger, notes, { digest: digestWith(hashKey ?? source.name), now, until });
  } catch (error) {
    if (error instanceof OvertakenError) report.skipped.push(error.message);
    else {
      report.skipped.push(...noteTexts(notes));
      logger('warn', 'outcomes were taken before a source failed', { ...report });
      throw error;
    }
  } finally {
    await context.roll(window);
  }
  report.skipped.push(...noteTexts(notes));
  return report;
}
