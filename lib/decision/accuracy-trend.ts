import { addDays } from '../nightly/dates.ts';
import { accuracy } from '../statistics/accuracy.ts';
import { declinePValue, type Proportion } from '../statistics/two-proportion.ts';

const RECENT_DAYS = 7;
const BEFORE_DAYS = 28;
const MINIMUM_LABELS = 100;
const SIGNIFICANCE_LEVEL = 0.05;
/** Falls of accuracy that count. */
const DECLINE = 0.01;
const DROP = 0.05;
/** 0.85 − 0.8 is a little below 0.05. */
const ROUNDING = 1e-12;

/** Outcomes of one date's predictions, of the version that is judged. */
export interface DatedOutcomes {
  date: string;
  labelled: number;
  correct: number;
}

export interface AccuracyWindow {
  /** Both included. */
  from: string;
  to: string;
  labelled: number;
  correct: number;
  /** Null without outcomes. */
  accuracy: number | null;
}

export interface AccuracyComparison {
  with: 'before' | 'reference';
  accuracy: number;
  /** Recent − compared. */
  change: number;
  /** One-sided, two proportions: of a fall. */
  p_value: number;
}

export interface AccuracyTrend {
  /** Seven days. */
  recent: AccuracyWindow;
  /** 28 mature days before them. */
  before: AccuracyWindow;
  /** Empty while recent has fewer than 100 outcomes; with `before` only if that has as many. */
  comparisons: AccuracyComparison[];
  /** At least 0.01 below one of them, p < 0.05. */
  declining: boolean;
  /** At least 0.05 below the reference, p < 0.05. */
  dropped: boolean;
}

/** Of the seven days up to `newest`. `mature`: the newest mature date. `days` in any order, each once. */
export function accuracyTrend(
  days: readonly DatedOutcomes[],
  reference: Proportion,
  newest: string,
  mature: string,
): AccuracyTrend {
  const dayBefore = addDays(newest, -RECENT_DAYS);
  const recent = accuracyWindow(days, newest, RECENT_DAYS);
  const before = accuracyWindow(days, mature < dayBefore ? mature : dayBefore, BEFORE_DAYS);
  const comparisons =
    recent.labelled < MINIMUM_LABELS
      ? []
      : [
          ...(before.labelled < MINIMUM_LABELS ? [] : [comparison('before', proportion(before), recent)]),
          ...(reference.rows === 0 ? [] : [comparison('reference', reference, recent)]),
        ];
  const fell = (by: number) => (of: AccuracyComparison) =>
    of.change <= -by + ROUNDING && of.p_value < SIGNIFICANCE_LEVEL;
  return {
    recent,
    before,
    comparisons,
    declining: comparisons.some(fell(DECLINE)),
    dropped: comparisons.filter((of) => of.with === 'reference').some(fell(DROP)),
  };
}

function accuracyWindow(days: readonly DatedOutcomes[], to: string, length: number): AccuracyWindow {
  const from = addDays(to, 1 - length);
  const within = days.filter(({ date }) => date >= from && date <= to);
  const labelled = within.reduce((sum, day) => sum + day.labelled, 0);
  const correct = within.reduce((sum, day) => sum + day.correct, 0);
  return { from, to, labelled, correct, accuracy: accuracy(correct, labelled) };
}

const proportion = ({ correct, labelled }: AccuracyWindow): Proportion => ({
  successes: correct,
  rows: labelled,
});

/** Both have rows. */
function comparison(
  kind: AccuracyComparison['with'],
  than: Proportion,
  recent: AccuracyWindow,
): AccuracyComparison {
  const before = than.successes / than.rows;
  return {
    with: kind,
    accuracy: before,
    change: recent.accuracy! - before,
    p_value: declinePValue(than, proportion(recent))!,
  };
}
