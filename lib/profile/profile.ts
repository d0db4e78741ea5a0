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
  /** Correctly answered rows, over the bins of the score. */
  score_correct: number[];
  /** Σ round(e · 10⁹): e is (p − y)² of the positive class, or the sum of it over more than two classes. Decimal text. */
  squared_error: string;
  /** Σ round(−ln p · 10⁹) of the actual class's probability, clipped at 10⁻¹⁵. Decimal text. */
  log_loss: string;
  /** More than two classes only: rows, and those of this actual class, over the bins of its probability. */
  classes?: Record<string, { rows: number[]; actual: number[] }>;
  pairs: PairCounts[];
}

/** Rows by the groups of two features: cell `GROUPS · group of the first + group of the second`. */
export interface PairCounts {
  features: [string, string];
  rows: number[];
  correct: number[];
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
