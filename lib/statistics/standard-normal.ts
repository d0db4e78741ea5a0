import type { Random } from './random.ts';

/** A draw of the standard normal distribution. Source: Box & Muller (1958), the cosine of the pair. */
export function standardNormal(random: Random): number {
  // 1 − u is in (0, 1], where the logarithm is finite.
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
