import { dateOfKey, reportKey, reportsPrefix } from '../archive/keys.ts';
import { listAll } from '../archive/list-all.ts';
import type { Store } from '../store/store.ts';
import { isRunSample, nightlySamples, runSamples } from './gauges.ts';
import type { NightlyDependencies } from './job.ts';
import type { Report } from './report.ts';
import { getJson } from './stored.ts';
import { readGauges, storeGauges } from './stored-gauges.ts';

/** The dates that a model has reports of, ascending. */
const reportedDates = async (store: Store, model: string): Promise<string[]> => {
  const keys = (await listAll(store, reportsPrefix(model))).map(({ key }) => dateOfKey(key));
  return [...new Set(keys.filter((date) => date !== undefined))];
};

/** The newest date that any of the models has a report of. */
export async function newestReported(store: Store, models: readonly string[]): Promise<string | undefined> {
  const dates = await Promise.all(models.map(async (model) => (await reportedDates(store, model)).at(-1)));
  return dates
    .filter((date) => date !== undefined)
    .sort()
    .at(-1);
}

/**
 * Publishes a model's gauges from its newest report, which a backfill of older days does not change; what is counted of a
 * day comes from the newest that was over. They are stored
 * first, so that the keeper can publish them again when the gateway has lost them or did not answer. An hourly run keeps
 * what the last nightly one said of itself, so that a nightly run that is missed is noticed.
 */
export async function publishGauges(
  { store, gauges, now }: Pick<NightlyDependencies, 'store' | 'gauges' | 'now'>,
  model: string,
  startedAt: number,
  hourly?: true,
): Promise<{ date: string; samples: number }> {
  const [newest, before] = (await reportedDates(store, model)).reverse();
  const read = async (date: string | undefined) =>
    date === undefined ? undefined : getJson<Report>(store, reportKey(model, date));
  const report = await read(newest);
  if (!report) throw new Error(`${model}: expected a report to publish, got none`);
  const finishedAt = now();
  const counted = report.complete ? report : ((await read(before)) ?? report);
  const ofReport = nightlySamples(report, counted);
  const ofRun = runSamples({
    finishedAtSeconds: finishedAt / 1000,
    durationSeconds: (finishedAt - startedAt) / 1000,
  });
  const { samples, etag } = await storeGauges(store, model, (stored) => [
    ...ofReport,
    ...(hourly ? stored.filter(isRunSample) : ofRun),
  ]);
  await gauges.publish(model, samples);
  // Of two runs at once the one that stored first may publish last.
  const since = await readGauges(store, model);
  if (since && since.etag !== etag) await gauges.publish(model, since.samples);
  return { date: report.date, samples: samples.length };
}
