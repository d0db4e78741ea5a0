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

export interface Judgement {
  kind: Compared['kind'];
  name: string;
  /** Of the current sample. */
  rows: number;
  kl: number;
  psi: number;
  jsDistance: number;
  /** Null below the minimum of rows, where nothing is tested. */
  pValue: number | null;
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
export function judge(compared: readonly Compared[], seed: string): Judgement[] {
  const pValues = compared.map(({ kind, name, reference, current }) =>
    total(current) < MINIMUM_ROWS
      ? null
      : klPValue(seededRandom(JSON.stringify([seed, kind, name])), reference, current),
  );
  const adjusted = benjaminiHochberg(pValues.filter((pValue) => pValue !== null));
  return compared.map(({ kind, name, reference, current }, i) => {
    const rows = total(current);
    const kl = klDivergence(reference, current);
    const pValue = pValues[i]!;
    const pValueAdjusted = pValue === null ? null : adjusted.shift()!;
    const verdict = driftVerdict(rows, kl, pValueAdjusted);
    const moved =
      kind === 'class_balance' &&
      pValueAdjusted !== null &&
      pValueAdjusted < SIGNIFICANCE_LEVEL &&
      someShareMoved(reference, current);
    return {
      kind,
      name,
      rows,
      kl,
      psi: populationStabilityIndex(reference, current),
      jsDistance: jensenShannonDistance(reference, current),
      pValue,
      pValueAdjusted,
      verdict,
      drifted: isDrift(verdict) || moved,
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
