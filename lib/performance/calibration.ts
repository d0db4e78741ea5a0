import { binomial } from '../statistics/binomial.ts';
import { calibrationError, calibrationGroups } from '../statistics/calibration-error.ts';
import { dealFolds } from '../statistics/folds.ts';
import { type Block, isotonicBlocks, isotonicValues } from '../statistics/isotonic.ts';
import { quantile } from '../statistics/quantile.ts';
import type { Random } from '../statistics/random.ts';
import type { ScoredOutcomes } from './scored-outcomes.ts';

const FOLDS = 5;
const DRAWS = 1000;
/** An error up to here is small enough whatever chance would do. */
const TOLERATED_ERROR = 0.05;

/** What a score is worth, learnt from the reference: the share of events as a step function of the score. */
export interface Calibration {
  blocks: Block[];
  /** Expected calibration error by 5-fold cross-fitting: each row is judged by what the other folds say. */
  error: number;
  /** 99th percentile of that error under perfect calibration. */
  limit: number;
  /** The error exceeds both 0.05 and the limit: nothing is estimated. */
  suppressed: boolean;
}

/** Null with fewer rows than folds. */
export function calibrate(
  random: Random,
  { rows, events }: Omit<ScoredOutcomes, 'eventFrom'>,
): Calibration | null {
  const blocks = isotonicBlocks(rows, events);
  const others = rows.map((count, bin) => count - events[bin]!);
  const dealt = dealFolds(random, [...events, ...others], FOLDS);
  const folds = dealt.map((cells): Fold => {
    const positives = cells.slice(0, rows.length);
    return { rows: positives.map((count, bin) => count + cells[rows.length + bin]!), events: positives };
  });
  if (folds.some((fold) => fold.rows.every((count) => count === 0))) return null;
  const probability = isotonicValues(blocks);
  const error = crossFittedError(folds);
  const errors = Array.from({ length: DRAWS }, () =>
    crossFittedError(
      folds.map((fold) => ({
        rows: fold.rows,
        events: fold.rows.map((count, bin) => binomial(random, count, probability[bin]!)),
      })),
    ),
  );
  const limit = quantile(errors, 0.99);
  return { blocks, error, limit, suppressed: error > TOLERATED_ERROR && error > limit };
}

interface Fold {
  rows: number[];
  events: number[];
}

function crossFittedError(folds: readonly Fold[]): number {
  const all = {
    rows: total(folds.map(({ rows }) => rows)),
    events: total(folds.map(({ events }) => events)),
  };
  const expected = total(
    folds.map((fold) => {
      const rest = (of: keyof Fold) => all[of].map((count, bin) => count - fold[of][bin]!);
      const probability = isotonicValues(isotonicBlocks(rest('rows'), rest('events')));
      return fold.rows.map((count, bin) => count * probability[bin]!);
    }),
  );
  return calibrationError(calibrationGroups(all.rows, expected, all.events))!;
}

const total = (arrays: readonly (readonly number[])[]): number[] =>
  arrays[0]!.map((_, bin) => arrays.reduce((sum, array) => sum + array[bin]!, 0));
