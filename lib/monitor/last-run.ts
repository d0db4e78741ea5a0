import { JOB_METRICS } from '../metrics/catalogue-nightly.ts';
import type { Sample } from '../metrics/sample.ts';
import type { LastRun } from './answer.ts';

/** As the job's gauges tell, which hourly runs leave as they are; null before the first. */
export function lastRun(samples: readonly Sample[]): LastRun | null {
  const value = (name: string) => samples.find((sample) => sample.name === name)?.value;
  const seconds = value(JOB_METRICS.lastSuccess.name);
  const duration = value(JOB_METRICS.duration.name);
  if (seconds === undefined || duration === undefined) return null;
  return { finished_at: new Date(1000 * seconds).toISOString(), duration_seconds: duration };
}
