import type { Reviews } from '../archive/reviews.ts';
import { cohenKappa } from '../statistics/cohen-kappa.ts';

/** How far reviewers agree about predictions that two of them judged. */
export interface ReviewerAgreement {
  reviewed: number;
  judged_twice: number;
  agreed: number;
  /** Cohen's κ, with the first judgement as one rater and the second as the other; null where it is not defined. */
  kappa: number | null;
}

/** Over several dates. */
export function reviewerAgreement(dates: readonly Reviews[]): ReviewerAgreement {
  const pairs = dates.flatMap(({ judged_twice }) => judged_twice);
  const classes = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))].sort();
  const counts = classes.map(() => classes.map(() => 0));
  for (const { first, second, predictions } of pairs)
    counts[classes.indexOf(first)]![classes.indexOf(second)]! += predictions;
  return {
    reviewed: dates.reduce((sum, { reviewed }) => sum + reviewed, 0),
    judged_twice: counts.flat().reduce((sum, count) => sum + count, 0),
    agreed: counts.reduce((sum, row, i) => sum + row[i]!, 0),
    kappa: cohenKappa(counts),
  };
}
