/** Numbers as people read them; a dash for what is not known. */

const DASH = '–';

export const percent = (share: number | null | undefined, digits = 1): string =>
  share === null || share === undefined ? DASH : `${(100 * share).toFixed(digits)}\u00a0%`;

/** A difference of shares, in points. */
export const points = (difference: number): string =>
  `${difference < 0 ? '−' : '+'}${Math.abs(100 * difference).toFixed(1)} points`;

export const count = (n: number | null): string => (n === null ? DASH : n.toLocaleString('en-US'));

export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

export const decimal = (x: number | null): string => (x === null ? DASH : x.toFixed(3).replace('-', '−'));

/** Small p-values are only bounded: the bootstrap cannot tell them apart. */
export const pValue = (p: number | null): string =>
  p === null ? DASH : p < 0.001 ? '<\u00a00.001' : p.toFixed(3);

export const interval = (of: readonly [number, number] | null): string =>
  of === null ? DASH : `${percent(of[0])} to ${percent(of[1])}`;

const UNITS: readonly [seconds: number, name: string][] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
];

/** A length of time, in seconds. */
export function duration(seconds: number | null): string {
  if (seconds === null) return DASH;
  if (seconds < 1) return 'less than a second';
  const [length, name] = UNITS.find(([unit]) => seconds >= unit) ?? [1, 'second'];
  return counted(Math.round(seconds / length), name);
}

/** The shortest name of days from one date to another. */
export const span = ({ from, to }: { from: string; to: string }): string =>
  from === to ? to : `${from} to ${to}`;
