import type { Profile } from '../profile/profile.ts';
import type { MonitoredModel } from './job.ts';

/**
 * The deployed version if it answered, else the one that answered most, of those that can be judged if there are any; the
 * later name when equal. `known`: the deployed one first.
 */
export function currentVersion(
  profiles: readonly Profile[],
  [deployed, ...formers]: readonly MonitoredModel[],
): string | null {
  const is = (of: MonitoredModel | undefined) => (profile: Profile) =>
    of?.reference.version === profile.version;
  if (profiles.some(is(deployed))) return deployed!.reference.version;
  const judgeable = profiles.filter((profile) => formers.some((former) => is(former)(profile)));
  const ranked = [...(judgeable.length > 0 ? judgeable : profiles)].sort(
    (a, b) => b.rows - a.rows || (a.version < b.version ? 1 : -1),
  );
  return ranked[0]?.version ?? null;
}
