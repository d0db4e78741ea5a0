import type { ScoredOutcomes } from '../../../lib/performance/scored-outcomes.ts';
import { widthBucket } from '../../../lib/profile/bins.ts';
import { numericBins } from '../../../lib/profile/numeric-bins.ts';
import { binomial } from '../../../lib/statistics/binomial.ts';
import { multinomial } from '../../../lib/statistics/multinomial.ts';
import type { Random } from '../../../lib/statistics/random.ts';

const CELLS = 2000;
const THRESHOLD = 0.5;

/** Scores and how often each is right, finely gridded. */
export interface Population {
  weights: number[];
  scores: number[];
  /** Probability of the positive class at each score; not the score itself, as models are not calibrated. */
  truth: number[];
}

/**
 * `separation`: how far apart the classes are; `sharpness`: 1 for a calibrated model, below 1 for one that is too sure;
 * `shift`: covariate shift, which moves scores but not what they are worth.
 */
export function population(separation: number, sharpness = 1, shift = 0): Population {
  const grid = Array.from({ length: CELLS }, (_, i) => -4 + (8 * (i + 0.5)) / CELLS);
  const logistic = (x: number) => 1 / (1 + Math.exp(-x));
  return {
    weights: grid.map((z) => Math.round(1e9 * Math.exp(-((z - shift) ** 2) / 2))),
    scores: grid.map((z) => logistic(separation * (z + 0.3))),
    truth: grid.map((z) => logistic(sharpness * separation * (z + 0.3))),
  };
}

export interface Sample {
  scores: number[];
  rows: number[];
  positives: number[];
}

/** n rows with outcomes; `flipped`: share of the outcomes that are turned round. */
export function sample(
  random: Random,
  { weights, scores, truth }: Population,
  n: number,
  flipped = 0,
): Sample {
  const rows = multinomial(random, n, weights);
  const positives = rows.map((count, i) => {
    const chance = truth[i]!;
    return binomial(random, count, chance * (1 - flipped) + (1 - chance) * flipped);
  });
  return { scores, rows, positives };
}

/** The bins that a reference made of this sample has. */
export const scoreBins = ({ scores, rows }: Sample) =>
  numericBins(
    scores.flatMap((score, i) => new Array<number>(rows[i]!).fill(score)),
    [THRESHOLD],
  );

/** The sample over the bins of a reference. */
export function binned(
  bins: ReturnType<typeof scoreBins>,
  { scores, rows, positives }: Sample,
): ScoredOutcomes {
  const zeros = () => new Array<number>(bins.edges.length + 2).fill(0);
  const outcomes = { rows: zeros(), events: zeros(), eventFrom: bins.edges.indexOf(THRESHOLD) + 2 };
  scores.forEach((score, i) => {
    const bin = widthBucket(score, bins.edges) + 1;
    outcomes.rows[bin]! += rows[i]!;
    outcomes.events[bin]! += positives[i]!;
  });
  return outcomes;
}
