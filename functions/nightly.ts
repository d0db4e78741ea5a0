import type { VersionWatch } from '../lib/model/version-watch.ts';
import { parseNightlyEvent } from '../lib/nightly/event.ts';
import type { NightlyDependencies } from '../lib/nightly/job.ts';
import { type NightlySummary, runNightly } from '../lib/nightly/run.ts';
import { openNightly } from '../lib/runtime/open-nightly.ts';
import { wire } from '../lib/runtime/wire.ts';

/**
 * The nightly job, on a schedule or by hand (see `parseNightlyEvent`). It may run twice, or twice at once: results are
 * replaced by the same results.
 */
export const createHandler =
  (dependencies: NightlyDependencies & { watch?: VersionWatch | undefined; refresh?: () => Promise<void> }) =>
  async (event?: unknown): Promise<NightlySummary> => {
    await dependencies.watch?.check();
    await dependencies.refresh?.();
    const { models, refused, now } = dependencies;
    const request = parseNightlyEvent(event, now(), [...models.keys(), ...refused.keys()]);
    return runNightly(dependencies, request);
  };

export const handler = wire(openNightly, createHandler);
