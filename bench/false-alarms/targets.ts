import { type Result, result } from '../support/report.ts';
import type { Findings } from './findings.ts';
import type { Size } from './plan.ts';

/** Share of model-days that may alarm without any drift. */
const ALARMS = { small: 0.05, fromRows: 300, beyond: 0.01 };
/** Share of days on which a shift of 0.5 σ is found, of continuous features with less than 5 % missing. */
const POWER = { share: 0.9, sigmas: 0.5, fromRows: 1000 };
/** A rate passes within so many standard errors of its target: a single one of ours is wrong about once in 40. */
const ERRORS = 2;
/** Of the calibration, which is asked of every size and from both sides. */
const CALIBRATION_ERRORS = 3;

export function resultsOf(findings: Findings, sizes: readonly Size[]): Result[] {
  return sizes.flatMap(({ rows }) => {
    const { days, alarms, lowP } = findings.all(rows);
    const n = `n = ${rows.toLocaleString('en-US')}`;
    const target = rows < ALARMS.fromRows ? ALARMS.small : ALARMS.beyond;
    const share = lowP.sum / days;
    const error = Math.sqrt((lowP.squares / days - share * share) / days);
    const results = [
      result(
        `model-days that alarm, ${n}`,
        percent(alarms.days.verdict / days),
        '%',
        `<= ${percent(target + ERRORS * standardError(target, days))}`,
      ),
      result(`raw p < 0.05, ${n}`, percent(share), '% of items'),
      result(
        `the same, distance from 5 %, ${n}`,
        Math.abs(share - 0.05) / error,
        'standard errors',
        `<= ${CALIBRATION_ERRORS}`,
      ),
    ];
    const powers = findings.powers(rows, POWER.sigmas).filter(({ isContinuous }) => isContinuous);
    const lowest = powers.reduce((a, b) => (b.share < a.share ? b : a));
    const mean = powers.reduce((sum, of) => sum + of.share / powers.length, 0);
    const tried = powers.reduce((sum, of) => sum + of.days, 0);
    const wanted = (of: number): `>= ${number}` | undefined =>
      rows < POWER.fromRows
        ? undefined
        : `>= ${percent(POWER.share - ERRORS * standardError(POWER.share, of))}`;
    return [
      ...results,
      result(`found at ${POWER.sigmas} σ, continuous features, ${n}`, percent(mean), '%', wanted(tried)),
      result(
        `the same, least: ${lowest.model} ${lowest.feature}, ${n}`,
        percent(lowest.share),
        '%',
        wanted(lowest.days),
      ),
    ];
  });
}

const standardError = (share: number, n: number): number => Math.sqrt((share * (1 - share)) / n);

/** To three digits after the point. */
const percent = (share: number): number => Math.round(100_000 * share) / 1000;
