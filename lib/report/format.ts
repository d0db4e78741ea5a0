/** Numbers as the report shows them; a dash for what is undefined. */

const DASH = '–';

export const percent = (share: number | null | undefined, digits = 1): string =>
  share === null || share === undefined ? DASH : `${(100 * share).toFixed(digits)}\u00a0%`;

/** A difference of shares, in points. */
export const points = (difference: number | null | undefined, digits = 1): string =>
  difference === null || difference === undefined
    ? DASH
    : `${difference < 0 ? '−' : '+'}${Math.abs(100 * difference).toFixed(digits)}`;

export const count = (n: number | null | undefined): string =>
  n === null || n === undefined ? DASH : n.toLocaleString('en-US');

export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

export const decimal = (x: number | null | undefined, digits = 3): string =>
  x === null || x === undefined ? DASH : x.toFixed(digits).replace('-', '−');

/** Small p-values are only bounded: the bootstrap cannot tell them apart. */
export function pValue(p: number | null | undefined): string {
  if (p === null || p === undefined) return DASH;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

const UNITS: readonly [seconds: number, name: string][] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
];

export function duration(seconds: number | null): string {
  if (seconds === null) return DASH;
  const [length, name] = UNITS.find(([unit]) => seconds >= unit) ?? [1, 'second'];
  return counted(Math.round(seconds / length), name);
}
