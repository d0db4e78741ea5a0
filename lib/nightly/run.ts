import { processedKey, reportKey } from '../archive/keys.ts';
import { type DayListing, LOGS, type LogName, listDay, listingHash } from '../archive/segments.ts';
import { auditCounters } from './audit.ts';
import type { CounterAudit } from './counter-audit.ts';
import { dateOf } from './dates.ts';
import { type Day, withDay } from './day.ts';
import { repeatErasures } from './erasures.ts';
import type { NightlyRequest } from './event.ts';
import type { NightlyDependencies } from './job.ts';
import { type LostRecords, lostRecords } from './lost-records.ts';
import { processModelDay } from './model-day.ts';
import { keepMonitored } from './monitored-versions.ts';
import { newestReported, publishGauges } from './publish.ts';
import { recommend } from './recommend.ts';
import type { Report } from './report.ts';
import { StageTimes } from './stages.ts';
import { getJson, putJson } from './stored.ts';
import { isWatched } from './watched.ts';

/** What an invocation did. */
export interface NightlySummary {
  days: DaySummary[];
  /** Models' days that were done before and whose log has lost records since: nothing was done again. */
  kept: ({ date: string; model: string } & LostRecords)[];
  /** Models whose gauges were published, with the date of the report they show. */
  gauges: { model: string; date: string; samples: number }[];
  failures: { date: string | null; model: string | null; message: string }[];
}

export interface DaySummary {
  date: string;
  segments: Record<LogName, number>;
  lines: number;
  /** Lines of all models that were not used, and why. */
  skipped: { reason: string; model: string | null; lines: number }[];
  models: {
    model: string;
    predictions: number;
    /** Of versions of which nothing is known. */
    unjudged: number;
    duplicates: number;
    /** Null where they were not looked at. */
    outcomes: number | null;
    cohorts: string[];
  }[];
  /** By function; not of a day that goes on. */
  counters: CounterAudit[];
}

/** Something failed; what could be done was done, and is in the summary. */
export class NightlyFailedError extends Error {
  override readonly name = 'NightlyFailedError';
  readonly summary: NightlySummary;
  constructor(summary: NightlySummary, causes: unknown[]) {
    const list = summary.failures.map(({ date, model, message }) =>
      [date, model, message].filter((part) => part !== null).join(' '),
    );
    super(`the nightly job failed in part: ${list.join('; ')}`, { cause: new AggregateError(causes) });
    this.summary = summary;
  }
}

/** A marker beside the results: which log they were made from. */
interface Processed {
  listing: string;
  summary: DaySummary;
}

/** Does what is asked; one model's or day's failure does not stop the others. @throws NightlyFailedError at the end. */
export async function runNightly(
  dependencies: NightlyDependencies,
  { dates, ifChanged, models: requested, hourly }: NightlyRequest,
): Promise<NightlySummary> {
  const { store, refused, now, logger } = dependencies;
  const models = requested.filter((name) => !refused.has(name));
  const startedAt = now();
  const summary: NightlySummary = { days: [], kept: [], gauges: [], failures: [] };
  const causes: unknown[] = [];
  const failed = new Set<string>();
  const attempt = async (date: string | null, model: string | null, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      for (const name of model === null ? models : [model]) failed.add(name);
      summary.failures.push({ date, model, message });
      causes.push(error);
      logger('error', 'nightly failed', { date, model, error });
    }
  };

  for (const [name, reason] of refused) {
    if (requested.includes(name)) await attempt(null, name, () => Promise.reject(reason));
  }

  for (const name of models) {
    await attempt(null, name, () => keepMonitored(store, dependencies.models.get(name)!));
  }
  const today = dateOf(startedAt);
  const processDay = async (date: string, listing: DayListing, stages: StageTimes, isHourly = hourly) => {
    await withDay(dependencies, date, listing, models, stages, async (day) => {
      const done = daySummary(day);
      const complete = date < today;
      summary.days.push(done);
      for (const name of models) {
        await attempt(date, name, async () => {
          const lost = lostRecords(await getJson<Report>(store, reportKey(name, date)), day, name);
          if (lost) {
            const kept = { date, model: name, ...lost };
            summary.kept.push(kept);
            logger('warn', 'the log has lost records, what was made of them stays', { ...kept });
            return;
          }
          const outcomes = !isHourly || (await isWatched(store, name, date));
          const model = dependencies.models.get(name)!;
          const report = await stages.time('report', () =>
            processModelDay(dependencies, day, model, { complete, outcomes }),
          );
          // Not of a version that has been replaced.
          const isDeployed = report.definition.version === model.definition.version;
          if (complete && isDeployed) await recommend(dependencies, report, today);
          const { counts, read, performance, others } = report;
          const cohorts = performance.cohorts.map((cohort) => cohort.date);
          const unjudged = others.filter(({ findings }) => findings === null);
          done.models.push({
            model: name,
            ...counts,
            unjudged: unjudged.reduce((sum, { predictions }) => sum + predictions, 0),
            duplicates: read.skipped.duplicate_id,
            cohorts,
          });
        });
      }
      const isWhole = !summary.kept.some((kept) => kept.date === date);
      if (complete && !isHourly && isWhole)
        done.counters = await stages.time('audit', () => auditCounters(dependencies, day, listing));
      // Only a day that is done for every model needs no second look.
      if (!isHourly && done.models.length === dependencies.models.size + refused.size) {
        const processed: Processed = { listing: listingHash(listing), summary: done };
        await putJson(store, processedKey(date), processed);
      }
      logger('info', 'nightly day done', { ...done, seconds: stages.seconds() });
    });
  };

  if (ifChanged !== undefined) {
    await attempt(ifChanged, null, async () => {
      const stages = new StageTimes(now);
      const listing = await stages.time('list', () => listDay(store, ifChanged));
      const before = await getJson<Processed>(store, processedKey(ifChanged));
      const isNew = before === undefined && !isEmpty(listing);
      if (isNew || (before !== undefined && before.listing !== listingHash(listing))) {
        await processDay(ifChanged, listing, stages);
      }
    });
  }
  for (const date of dates) {
    await attempt(date, null, async () => {
      const stages = new StageTimes(now);
      const listing = await stages.time('list', () => listDay(store, date));
      await processDay(date, listing, stages);
    });
  }
  // The newest report looks back on the days that were just done, and it is the one that gauges are made of.
  const newest = await newestReported(store, models);
  if (newest !== undefined && dates.some((date) => date < newest) && !dates.includes(newest)) {
    await attempt(newest, null, async () => {
      const stages = new StageTimes(now);
      const listing = await stages.time('list', () => listDay(store, newest));
      // A day long gone may have lost its log; the running one may not have begun.
      if (newest === today || !isEmpty(listing))
        await processDay(newest, listing, stages, newest === today ? true : undefined);
    });
  }
  for (const model of models.filter((name) => !failed.has(name))) {
    await attempt(null, model, async () => {
      summary.gauges.push({ model, ...(await publishGauges(dependencies, model, startedAt, hourly)) });
    });
  }
  await attempt(null, null, () => repeatErasures(dependencies, hourly));
  if (causes.length > 0) throw new NightlyFailedError(summary, causes);
  return summary;
}

const isEmpty = (listing: DayListing): boolean => LOGS.every((name) => listing[name].length === 0);

const USED = new Set<string>(['header', 'prediction', 'outcome', 'rejected', 'erased']);

const daySummary = ({ date, segments, lines }: Day): DaySummary => ({
  date,
  segments,
  lines: lines.reduce((sum, line) => sum + line.lines, 0),
  skipped: lines
    .filter(({ kind }) => !USED.has(kind))
    .map((line) => ({ reason: line.kind, model: line.model, lines: line.lines })),
  models: [],
  counters: [],
});
