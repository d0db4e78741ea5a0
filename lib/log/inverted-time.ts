const LAST_INSTANT = 9_999_999_999_999;

/** A time as it stands in keys that are to be listed from the newest: 13 digits. `time` in ms since the epoch. */
export const invertTime = (time: number): string =>
  String(LAST_INSTANT - Math.min(Math.max(time, 0), LAST_INSTANT)).padStart(13, '0');

/** The time of such digits, in ms since the epoch. */
export const revertTime = (digits: string): number => LAST_INSTANT - Number(digits);
