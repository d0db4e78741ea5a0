import { storedJobGaugesKey } from '../archive/keys.ts';
import { AUDIT_METRICS as METRICS } from '../metrics/catalogue-nightly.ts';
import type { Sample } from '../metrics/sample.ts';
import type { CounterAudit } from './counter-audit.ts';
import type { NightlyDependencies } from './job.ts';
import { sampleOf } from './samples.ts';
import { getJson, putJson } from './stored.ts';

/** The gauges of a day's audits. `start` of the day in milliseconds since the epoch. */
export const auditSamples = (audits: readonly CounterAudit[], start: number): Sample[] =>
  audits.flatMap(({ function: name, series, difference }) => [
    ...sampleOf(METRICS.difference, difference.slots, { function: name, against: 'slots' }),
    ...sampleOf(METRICS.difference, difference.prometheus, { function: name, against: 'prometheus' }),
    ...sampleOf(METRICS.series, series, { function: name }),
    ...sampleOf(METRICS.day, start / 1000, { function: name }),
  ]);

/**
 * Publishes the gauges of a day's audits in the job's own group, unless those of a later day are there. They are stored
 * first, for the keeper.
 */
export async function publishAudits(
  { store, gauges }: Pick<NightlyDependencies, 'store' | 'gauges'>,
  audits: readonly CounterAudit[],
  start: number,
): Promise<void> {
  if (audits.length === 0) return;
  const stored = (await getJson<Sample[]>(store, storedJobGaugesKey)) ?? [];
  const isLater = ({ name, value }: Sample): boolean => name === METRICS.day.name && value > start / 1000;
  if (stored.some(isLater)) return;
  const samples = auditSamples(audits, start);
  await putJson(store, storedJobGaugesKey, samples);
  await gauges.publish(null, samples);
}
