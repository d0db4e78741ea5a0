import type { Group } from '../metrics/pushgateway.ts';

/** Groups of driftgate's own jobs whose model or slot is gone. `slots`: the slots that exist, by job. */
export function goneGroups(
  groups: readonly Group[],
  models: ReadonlySet<string>,
  slots: ReadonlyMap<string, ReadonlySet<string>>,
  jobs: ReadonlySet<string>,
): Group[] {
  return groups.filter((group) => {
    const { job, slot, model } = group;
    if (job === undefined || !jobs.has(job)) return false;
    // A job whose slots could not be read has none that are known to be gone.
    if (slot !== undefined) return slots.has(job) && !slots.get(job)!.has(slot);
    return model !== undefined && !models.has(model);
  });
}
