import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { chiSquareHomogeneity } from '../statistics/chi-square.ts';
import { MINIMUM_ROWS } from '../statistics/kl-band.ts';
import { SIGNIFICANCE_LEVEL } from './verdict.ts';

/** Names that users know from Amazon SageMaker Model Monitor. */
export type QualityCheckName =
  | 'data_type_check'
  | 'completeness_check'
  | 'baseline_drift_check'
  | 'missing_column_check'
  | 'extra_column_check'
  | 'categorical_values_check';

export interface Violations {
  violations: number;
  /** That were looked at. */
  values: number;
}

export interface QualityCheck extends Violations {
  check: QualityCheckName;
  /** Null where it is about fields that the model does not have. */
  feature: string | null;
  /** Null without values. */
  share: number | null;
  referenceShare: number | null;
  alarm: boolean;
}

/** Violations of production and, to be expected, of the reference. */
export interface Counted extends Violations {
  check: QualityCheckName;
  feature: string | null;
  reference: Violations;
}

/** A share alarms when it rises by one in so many: 5 points. */
const RISE = 20;

/**
 * Alarms where a share is 5 points or more above the reference's and not by chance: at n = 100 a feature of which 40 %
 * are missing anyway is 5 points above on one day in six. The p-values, one-sided and pooled, are adjusted for all the
 * checks; from some thousand rows every rise of 5 points passes.
 */
export function checkShares(counted: readonly Counted[]): QualityCheck[] {
  const adjusted = benjaminiHochberg(counted.map(riseByChance));
  return counted.map(({ reference, ...of }, i) => ({
    ...of,
    share: share(of),
    referenceShare: share(reference),
    alarm: hasRisen(of, reference) && adjusted[i]! < SIGNIFICANCE_LEVEL,
  }));
}

/** In whole numbers: 0.3 − 0.25 is less than 0.05 in doubles. */
const hasRisen = (of: Violations, reference: Violations): boolean =>
  RISE * (of.violations * reference.values - reference.violations * of.values) >=
  of.values * reference.values;

function riseByChance({ violations, values, reference }: Counted): number {
  if (values < MINIMUM_ROWS || !hasRisen({ violations, values }, reference)) return 1;
  const kept = [reference.violations, reference.values - reference.violations];
  return (chiSquareHomogeneity(kept, [violations, values - violations])?.pValue ?? 2) / 2;
}

const share = ({ violations, values }: Violations): number | null =>
  values === 0 ? null : violations / values;
