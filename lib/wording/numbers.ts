/**
 * Numbers as people read them, the same in sentences, reports, the web page and the terminal; a dash for what is
 * undefined.
 */

const DASH = '–';

/** A share, 0 to 1; never 0 % or 100 % of what is only close to it. */
export function percent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined) return DASH;
  const least = 10 ** -(digits + 2);
  const shown = (of: number) => `${(100 * of).toFixed(digits)}\u00a0%`;
  if (share > 0 && share < least) return `<\u00a0${shown(least)}`;
  if (share < 1 && share > 1 - least) return `>\u00a0${shown(1 - least)}`;
  return shown(share);
}

/** A difference of shares, in points. */
export const points = (difference: number | null | undefined, digits = 1): string =>
  difference === null || difference === undefined
    ? DASH
    : `${difference < 0 ? '−' : '+'}${size(difference, digits)}`;

/** How large a difference of shares is, in points: where words say in which direction. */
export const size = (difference: number, digits = 1): string => Math.abs(100 * difference).toFixed(digits);

export const count = (n: number | null | undefined): string =>
  n === null || n === undefined ? DASH : n.toLocaleString('en-US');

export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

export const decimal = (x: number | null | undefined, digits = 3): string =>
  x === null || x === undefined ? DASH : x.toFixed(digits).replace('-', '−');

/** Small p-values are only bounded: the bootstrap cannot tell them apart. */
export function pValue(p: number | null | undefined): string {
  if (p === null || p === undefined) return DASH;
  return p < 0.001 ? '<\u00a00.001' : p.toFixed(3);
}

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
