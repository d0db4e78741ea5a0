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
  (dependencies: NightlyDependencies) =>
  async (event?: unknown): Promise<NightlySummary> =>
    runNightly(
      dependencies,
      parseNightlyEvent(event, dependencies.now(), [
        ...dependencies.models.keys(),
        ...dependencies.refused.keys(),
      ]),
    );

export const handler = wire(openNightly, createHandler);
