/** Counts of one set of predictions over the bins of a reference: integers only, so that sets add up exactly. */
export interface ProfileCounts {
  rows: number;
  /** By answered class. */
  predicted: Record<string, number>;
  /** By feature, over its bins as bins.ts says. */
  features: Record<string, number[]>;
  score: {
    counts: number[];
    /** Σ round(score · 10⁹) per bin, as decimal text: a busy month exceeds what a double counts exactly. */
    sums: string[];
  };
  /** Only where every row has its outcome. */
  labels?: LabelCounts;
}

export interface LabelCounts {
  /** Rows by actual class, then by answered class. */
  confusion: Record<string, Record<string, number>>;
  /** Correctly answered rows, by feature, over its bins. */
  correct: Record<string, number[]>;
  /** Rows by actual class, over the bins of the score. */
  score: Record<string, number[]>;
}

/** A stored profile: of one model and version on one day. */
export interface Profile extends ProfileCounts {
  format: 1;
  model: string;
  version: string;
  date: string;
  /** Hash of the reference whose bins were used; only profiles over the same bins add up. */
  reference: string;
}

export const correctRows = ({ confusion }: LabelCounts): number =>
  Object.entries(confusion).reduce((sum, [actual, by]) => sum + (by[actual] ?? 0), 0);
