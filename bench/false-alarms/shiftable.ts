import type { Column, Population } from './population.ts';

/** A number that can be moved by parts of its standard deviation. */
export interface Shiftable {
  name: string;
  sigma: number;
  /** Whole numbers are moved by whole numbers. */
  isInteger: boolean;
  /** Less than 5 % missing, and no value alone fills a coarse bin: what the targets are for. */
  isContinuous: boolean;
}

export const shiftable = ({ features }: Population): Shiftable[] =>
  features.flatMap((column) => (column.categories ? [] : describe(column)));

function describe({ name, values }: Column): Shiftable[] {
  const present = values.filter((value) => !Number.isNaN(value));
  const mean = present.reduce((sum, value) => sum + value / present.length, 0);
  const sigma = Math.sqrt(present.reduce((sum, value) => sum + (value - mean) ** 2 / present.length, 0));
  if (present.length === 0 || sigma === 0) return [];
  const counts = new Map<number, number>();
  for (const value of present) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = [...counts.values()].reduce((a, b) => Math.max(a, b));
  return [
    {
      name,
      sigma,
      isInteger: present.every(Number.isInteger),
      isContinuous: present.length > 0.95 * values.length && most < 0.1 * values.length,
    },
  ];
}

export const shiftBy = ({ sigma, isInteger }: Shiftable, sigmas: number): number =>
  isInteger ? Math.round(sigmas * sigma) : sigmas * sigma;
