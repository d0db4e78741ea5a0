import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { jensenShannonDistance } from '../statistics/js-distance.ts';
import { klDivergence } from '../statistics/kl.ts';
import { MINIMUM_ROWS } from '../statistics/kl-band.ts';
import { klPValue } from '../statistics/kl-p-value.ts';
import { populationStabilityIndex } from '../statistics/psi.ts';
import { seededRandom } from '../statistics/random.ts';
import { type DriftVerdict, driftVerdict, isDrift, SIGNIFICANCE_LEVEL } from './verdict.ts';

/** Two samples as counts over the same bins: coarse ones of a feature or the score, or the answered classes. */
export interface Compared {
  kind: 'feature' | 'score' | 'class_balance';
  name: string;
  reference: readonly number[];
  current: readonly number[];
}

/** What is known of an item alone. */
export interface Comparison {
  kind: Compared['kind'];
  name: string;
  /** Of the current sample. */
  rows: number;
  kl: number;
  psi: number;
  jsDistance: number;
  /** Null below the minimum of rows, where nothing is tested. */
  pValue: number | null;
  /** Some share of a class moved by 0.05 or more. */
  classMoved: boolean;
}

export interface Judgement extends Comparison {
  /** Benjamini–Hochberg, over everything that was tested. */
  pValueAdjusted: number | null;
  verdict: DriftVerdict;
  drifted: boolean;
}

/** A class whose share moves by one in so many, 0.05, has drifted, however little that is in KL. */
const CLASS_SHARE_MOVE = 20;

/**
 * Judges all that is compared of a model's window at once, because what each p-value means depends on how many there
 * are: with score and class balance left out of the adjustment, 13.6 % of model-days without drift alarm instead of
 * 5.2 %. The same seed text (model, version, window and date for example) gives the same judgement.
 */
export const judge = (compared: readonly Compared[], seed: string): Judgement[] =>
  conclude(compared.map((item) => compare(item, seed)));

/** The first half of `judge`: of one item. */
export function compare({ kind, name, reference, current }: Compared, seed: string): Comparison {
  const rows = total(current);
  const random = seededRandom(JSON.stringify([seed, kind, name]));
  return {
    kind,
    name,
    rows,
    kl: klDivergence(reference, current),
    psi: populationStabilityIndex(reference, current),
    jsDistance: jensenShannonDistance(reference, current),
    pValue: rows < MINIMUM_ROWS ? null : klPValue(random, reference, current),
    classMoved: kind === 'class_balance' && someShareMoved(reference, current),
  };
}

/** The second half: of all items of a window. */
export function conclude(comparisons: readonly Comparison[]): Judgement[] {
  const adjusted = benjaminiHochberg(comparisons.flatMap(({ pValue }) => pValue ?? []));
  return comparisons.map((of) => {
    const pValueAdjusted = of.pValue === null ? null : adjusted.shift()!;
    const verdict = driftVerdict(of.rows, of.kl, pValueAdjusted);
    const isSignificant = pValueAdjusted !== null && pValueAdjusted < SIGNIFICANCE_LEVEL;
    return {
      ...of,
      pValueAdjusted,
      verdict,
      drifted: isDrift(verdict) || (of.classMoved && isSignificant),
    };
  });
}

/** In whole numbers: 0.3 − 0.25 is less than 0.05 in doubles. */
function someShareMoved(reference: readonly number[], current: readonly number[]): boolean {
  const n = total(reference);
  const m = total(current);
  return reference.some((count, i) => CLASS_SHARE_MOVE * Math.abs(count * m - current[i]! * n) >= n * m);
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
