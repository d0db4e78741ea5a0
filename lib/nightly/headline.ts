import type { Decision } from '../decision/decide.ts';
import { type QualityFinding, qualityFindings } from '../decision/quality-reason.ts';
import type { QualityCheck } from '../drift/quality-check.ts';
import { noOutcome } from '../wording/no-outcome.ts';
import { counted, percent } from '../wording/numbers.ts';
import type { DriftReport } from './drift-report.ts';
import type { Findings } from './findings.ts';
import type { PerformanceReport } from './performance-report.ts';
import type { OtherVersion } from './report.ts';

const ACTIONS: Record<Decision, string> = {
  ok: 'No action is needed.',
  watch: 'Watch the model: it is checked every hour until this has passed.',
  validate: 'Check its answers before you rely on it further.',
  retrain: 'Retrain the model.',
};

type Found = Findings<Pick<PerformanceReport, 'window' | 'estimated' | 'reference_accuracy'>>;

/**
 * Verdict and decision of a day, for somebody who reads nothing else.
 * @param isCounted whether outcomes that it received were looked at
 */
export const headline = (model: string, found: Findings, isCounted: boolean): string => {
  const { predictions, days } = found.drift.window;
  return sentence(model, found, {
    rows: `${counted(predictions, 'prediction')} in ${counted(days, 'day')} ${verb(predictions)}`,
    actions: ACTIONS,
    isOpen: found.performance.window?.mature === false,
    isCounted,
  });
};

/** What became of other versions that answered the same day; nothing without any. */
export const aboutOthers = (others: readonly OtherVersion[]): string =>
  others
    .map(({ version, predictions, findings }) => {
      const answered = `Version ${version} answered ${counted(predictions, 'prediction')} of the day`;
      return findings
        ? ` ${answered} and is judged by its own reference: ${findings.decision.decision}.`
        : ` ${answered}, which ${verb(predictions)} not judged: nothing is known of its reference.`;
    })
    .join('');

/** The same of the rows of a file. */
export const fileHeadline = (model: string, found: Found): string => {
  const { predictions } = found.drift.window;
  return sentence(model, found, {
    rows: `${counted(predictions, 'row')} ${verb(predictions)}`,
    actions: { ...ACTIONS, watch: 'Watch the model.' },
    isOpen: false,
    isCounted: true,
  });
};

interface Words {
  /** How many there are, with their verb. */
  rows: string;
  actions: Record<Decision, string>;
  /** More outcomes are to come. */
  isOpen: boolean;
  /** Outcomes were looked at. */
  isCounted: boolean;
}

const sentence = (
  model: string,
  { decision: { decision }, drift, dataQuality, performance }: Found,
  { rows, actions, isOpen, isCounted }: Words,
): string =>
  `${model}: ${inputs(drift, dataQuality, rows)}, and ${answers(performance, isOpen, isCounted)}. ${actions[decision]}`;

function inputs(
  { state, features, score, class_balance }: DriftReport,
  checks: readonly QualityCheck[],
  rows: string,
): string {
  const drifted = features.filter((of) => of.drifted);
  if (drifted.length > 0) {
    const severe = drifted.some(({ verdict }) => verdict === 'significant') ? 'significantly' : 'moderately';
    return `its inputs changed ${severe} (${listed(drifted.map(({ feature }) => feature))})`;
  }
  const alarms = qualityFindings(checks);
  if (alarms.length > 0) return violations(alarms);
  if (state === 'insufficient_data') return `${rows} too few to tell whether its inputs changed`;
  if (score.drifted) return 'its scores changed though no input did by itself';
  return class_balance.drifted
    ? 'the balance of its answers changed though no input did by itself'
    : 'its inputs are like those it was trained for';
}

function violations(alarms: readonly QualityFinding[]): string {
  const features = [...new Set(alarms.flatMap(({ feature }) => feature ?? []))];
  return features.length > 0
    ? `more values of ${listed(features)} than in the reference are missing or do not fit`
    : 'many rows have fields that it does not know';
}

function answers(
  { window, reference_accuracy, estimated }: Found['performance'],
  isOpen: boolean,
  isCounted: boolean,
): string {
  if (window?.realised.accuracy !== null && window !== null) {
    const { labelled, accuracy } = window.realised;
    const known = `${counted(labelled, 'outcome')}${isOpen ? ' so far' : ''}`;
    return `${percent(accuracy!)} of its answers were right (${known}; ${percent(reference_accuracy)} in the reference)`;
  }
  if (estimated?.accuracy.value !== null && estimated !== null)
    return `${noOutcome(isCounted)}, but its scores promise that ${percent(estimated.accuracy.value!)} of its answers are right`;
  return isCounted ? 'nothing is known of how good its answers are' : noOutcome(isCounted);
}

const SHOWN = 3;

const listed = (names: readonly string[]): string =>
  names.length > SHOWN
    ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`
    : names.join(', ');

const verb = (n: number): string => (n === 1 ? 'is' : 'are');
