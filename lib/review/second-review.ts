import { createHash } from 'node:crypto';

const RANGE = 2 ** 32;

/**
 * Whether a second reviewer is asked too, so that it is known how far reviewers agree: for `share` (0 to 1) of all
 * predictions, always the same ones, because their ids decide.
 */
export const needsSecondReview = (predictionId: string, share: number): boolean =>
  createHash('sha256').update(predictionId).digest().readUInt32BE() < share * RANGE;
