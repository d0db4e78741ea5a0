import { assertEqualLength } from '../statistics/equal-length.ts';
import { type HosmerLemeshow, hosmerLemeshow } from '../statistics/hosmer-lemeshow.ts';
import type { Calibration } from './calibration.ts';
import { estimateAccuracy } from './estimate-accuracy.ts';
import { type GapGroup, gapGroups } from './gap-groups.ts';
import { correctByBin, type ScoredOutcomes } from './scored-outcomes.ts';

export const MINIMUM_LABELS = 100;
const MINIMUM_GAP = 0.03;
const Z_LIMIT = 3;
/** As rare by chance as |z| > 3. */
const P_LIMIT = 0.0027;

/** Realised against estimated accuracy of the same labelled rows: what is left is concept drift. */
export interface Gap {
  labelled: number;
  realised: number;
  estimated: number;
  /** Realised − estimated. */
  gap: number;
  standard_error: number;
  z: number;
  /** By ranges of the score, because opposite errors cancel in the accuracy. */
  groups: GapGroup[];
  hosmer_lemeshow: HosmerLemeshow;
  /** Σ |observed − expected| of the groups, as a share of the rows. */
  displaced: number;
  /**
   * With at least 100 labels: `accuracy` when |z| > 3 and |gap| ≥ 0.03, `score` when the groups are as unlikely and at
   * least 0.03 of the rows are displaced.
   */
  alerts: ('accuracy' | 'score')[];
}

/** Null without labelled rows and when the calibration is suppressed. */
export function performanceGap(calibration: Calibration, outcomes: ScoredOutcomes): Gap | null {
  const { rows, events } = outcomes;
  assertEqualLength({ rows, events });
  const labelled = rows.reduce((sum, count) => sum + count, 0);
  if (calibration.suppressed || labelled === 0) return null;
  const { value, standard_error } = estimateAccuracy(calibration.blocks, outcomes);
  const estimated = value!;
  const realised = correctByBin(outcomes).reduce((sum, count) => sum + count, 0) / labelled;
  const gap = realised - estimated;
  const z = standard_error === 0 ? 0 : gap / standard_error!;
  const groups = gapGroups(calibration.blocks, rows, events);
  const test = hosmerLemeshow(groups)!;
  const displaced =
    groups.reduce((sum, { observed, expected }) => sum + Math.abs(observed - expected), 0) / labelled;
  const alerts: Gap['alerts'] = [];
  if (labelled >= MINIMUM_LABELS) {
    if (Math.abs(z) > Z_LIMIT && Math.abs(gap) >= MINIMUM_GAP) alerts.push('accuracy');
    if (test.p_value < P_LIMIT && displaced >= MINIMUM_GAP) alerts.push('score');
  }
  return {
    labelled,
    realised,
    estimated,
    gap,
    standard_error: standard_error!,
    z,
    groups,
    hosmer_lemeshow: test,
    displaced,
    alerts,
  };
}
