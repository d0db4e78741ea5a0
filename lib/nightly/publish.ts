import { dateOfKey, reportKey, reportsPrefix, storedGaugesKey } from '../archive/keys.ts';
import { listAll } from '../archive/list-all.ts';
import type { Sample } from '../metrics/sample.ts';
import { isRunSample, nightlySamples, runSamples } from './gauges.ts';
import type { NightlyDependencies } from './job.ts';
import type { Report } from './report.ts';
import { getJson, putJson } from './stored.ts';

/**
 * Publishes a model's gauges from its newest report, which a backfill of older days does not change. They are stored
 * first, so that the keeper can publish them again when the gateway has lost them or did not answer. An hourly run keeps
 * what the last nightly one said of itself, so that a nightly run that is missed is noticed.
 */
export async function publishGauges(
  { store, gauges, now }: Pick<NightlyDependencies, 'store' | 'gauges' | 'now'>,
  model: string,
  startedAt: number,
  hourly?: true,
): Promise<{ date: string; samples: number }> {
  const keys = (await listAll(store, reportsPrefix(model))).map(({ key }) => key);
  const date = keys
    .map(dateOfKey)
    .filter((found) => found !== undefined)
    .at(-1);
  const report = date === undefined ? undefined : await getJson<Report>(store, reportKey(model, date));
  if (!report) throw new Error(`${model}: expected a report to publish, got none`);
  const finishedAt = now();
  const ofRun = hourly
    ? ((await getJson<Sample[]>(store, storedGaugesKey(model))) ?? []).filter(isRunSample)
    : runSamples({ finishedAtSeconds: finishedAt / 1000, durationSeconds: (finishedAt - startedAt) / 1000 });
  const samples = [...nightlySamples(report), ...ofRun];
  await putJson(store, storedGaugesKey(model), samples);
  await gauges.publish(model, samples);
  return { date: report.date, samples: samples.length };
}
