import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DayListing, listDay } from '../../lib/archive/segments.ts';
import type { Prometheus } from '../../lib/metrics/prometheus.ts';
import type { Sample } from '../../lib/metrics/sample.ts';
import { auditCounters } from '../../lib/nightly/audit.ts';
import type { CounterAudit } from '../../lib/nightly/counter-audit.ts';
import { readDay } from '../../lib/nightly/read-day.ts';
import { StageTimes } from '../../lib/nightly/stages.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import type { Store } from '../../lib/store/store.ts';

export interface AuditedDay {
  audits: CounterAudit[];
  published: { model: string | null; samples: Sample[] }[];
  logged: { level: string; message: string; data: Record<string, unknown> | undefined }[];
}

/** The audit of a day as the nightly job does it, without the rest of the job. */
export async function auditDay(
  store: Store,
  date: string,
  more: {
    listing?: DayListing;
    window?: { start: number; end: number };
    prometheus?: Prometheus;
    now?: number;
  } = {},
): Promise<AuditedDay> {
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  const database = await openDatabase(directory);
  const result: AuditedDay = { audits: [], published: [], logged: [] };
  try {
    const listing = more.listing ?? (await listDay(store, date));
    const registry = { store, models: new Map(), refused: new Map() };
    const stages = new StageTimes(() => 0);
    const { counted } = await readDay(registry, database, directory, listing, [], stages);
    result.audits = await auditCounters(
      {
        store,
        prometheus: more.prometheus,
        gauges: {
          publish: async (model, samples) => {
            result.published.push({ model, samples });
          },
        },
        now: () => more.now ?? Date.now(),
        logger: (level, message, data) => result.logged.push({ level, message, data }),
      },
      { date, counted },
      listing,
      more.window,
    );
    return result;
  } finally {
    database.close();
    await rm(directory, { recursive: true, force: true });
  }
}
