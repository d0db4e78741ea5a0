import { addDays } from '../nightly/dates.ts';
import { mergeProfiles } from '../profile/merge.ts';
import type { Profile, ProfileCounts } from '../profile/profile.ts';
import { MINIMUM_ROWS } from '../statistics/kl-band.ts';

export const WINDOW_DAYS = [1, 7, 30] as const;
export type WindowDays = (typeof WINDOW_DAYS)[number];

export interface Window {
  days: WindowDays;
  /** As reports and gauges call it: `1d`, `7d`, `30d`. */
  name: `${WindowDays}d`;
  /** First and last date, both included. */
  from: string;
  to: string;
  /** Days that had any rows. */
  profiles: number;
  /** Null without any row. */
  counts: ProfileCounts | null;
}

/**
 * The shortest window up to `date` that has enough rows for a verdict; the longest where none has. A day that is not over
 * and has too few is not put together with six others while the day before has enough: what was found of that would be
 * diluted every night. Profiles of other
 * versions or other bins are left out, and so are labels, which not all days have. Profiles may come in any order, one a date.
 */
export function shortestWindow(
  profiles: readonly Profile[],
  of: { version: string; reference: string; date: string; isOver: boolean },
): Window {
  const alike = profiles.filter(
    ({ version, reference }) => version === of.version && reference === of.reference,
  );
  const [day, ...longer] = WINDOW_DAYS.map((days) => windowOf(alike, days, of.date));
  const before = of.isOver ? [] : [windowOf(alike, 1, addDays(of.date, -1))];
  const windows = [day!, ...before, ...longer];
  return windows.find(({ counts }) => (counts?.rows ?? 0) >= MINIMUM_ROWS) ?? windows.at(-1)!;
}

function windowOf(profiles: readonly Profile[], days: WindowDays, to: string): Window {
  const from = addDays(to, 1 - days);
  const within = profiles.filter(({ date }) => date >= from && date <= to);
  const counts = within
    .map(({ rows, predicted, features, score }): ProfileCounts => ({ rows, predicted, features, score }))
    .reduce<ProfileCounts | null>((sum, counts) => (sum ? mergeProfiles(sum, counts) : counts), null);
  return { days, name: `${days}d`, from, to, profiles: within.length, counts };
}
