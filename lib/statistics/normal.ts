import { chiSquareSurvival } from './gamma.ts';

/** P(Z ≤ z) of the standard normal distribution, accurate in both tails: Z² is chi-square with one degree of freedom. */
export function normalCdf(z: number): number {
  const beyond = chiSquareSurvival(z * z, 1) / 2;
  return z < 0 ? beyond : 1 - beyond;
}
