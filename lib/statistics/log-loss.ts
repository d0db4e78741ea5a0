import { scaledSum } from './scaled-sum.ts';

const CLIP = 1e-15;

/** −ln of the probability that the model gave the actual class, clipped so that a sure error costs 34.5 and not infinity. */
export const rowLogLoss = (probability: number): number =>
  -Math.log(Math.min(1 - CLIP, Math.max(CLIP, probability)));

/** Mean of `rowLogLoss` over the rows, in nats, from Σ round(x · 10⁹) as text; null without rows. */
export const logLoss = (sum: string, rows: number): number | null =>
  rows === 0 ? null : scaledSum(sum) / rows;
