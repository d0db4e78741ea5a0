import type { Decision, DecisionRecord } from '../decision/decide.ts';
import type { DriftReport } from './drift-report.ts';
import type { PerformanceReport } from './performance-report.ts';

const DECISIONS: Record<Decision, string> = {
  ok: 'No action is needed.',
  watch: 'Watch the model: it is checked every hour until this has passed.',
  validate: 'Validate the model before you rely on it further.',
  retrain: 'Retrain the model.',
};

/** Verdict and decision for somebody who reads nothing else. */
export function headline(
  model: string,
  { decision }: DecisionRecord,
  drift: DriftReport,
  performance: PerformanceReport,
): string {
  return `${model}: ${inputs(drift)}, and ${answers(performance)}. ${DECISIONS[decision]}`;
}

function inputs({ state, features, score, class_balance, window }: DriftReport): string {
  if (state === 'insufficient_data')
    return `${count(window.predictions, 'prediction')} in ${count(window.days, 'day')} ${window.predictions === 1 ? 'is' : 'are'} too few to tell whether its inputs changed`;
  const drifted = features.filter((of) => of.drifted);
  if (drifted.length > 0) {
    const severe = drifted.some(({ verdict }) => verdict === 'significant') ? 'significantly' : 'moderately';
    return `its inputs changed ${severe} (${listed(drifted.map(({ feature }) => feature))})`;
  }
  if (score.drifted) return 'its scores changed though no input did by itself';
  return class_balance.drifted
    ? 'the balance of its answers changed though no input did by itself'
    : 'its inputs are like those it was trained for';
}

function answers({ window, reference_accuracy, estimated }: PerformanceReport): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  if (window?.realised.accuracy !== null && window !== null) {
    const { labelled, accuracy } = window.realised;
    const known = `${count(labelled, 'outcome')}${window.mature ? '' : ' so far'}`;
    return `${percent(accuracy!)} of its answers were right (${known}; ${percent(reference_accuracy)} in the reference)`;
  }
  if (estimated?.accuracy.value !== null && estimated !== null)
    return `no outcome is known yet, but its scores promise that ${percent(estimated.accuracy.value!)} of its answers are right`;
  return 'nothing is known yet of how good its answers are';
}

const SHOWN = 3;

const listed = (names: readonly string[]): string =>
  names.length > SHOWN
    ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`
    : names.join(', ');

const count = (n: number, noun: string): string =>
  `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
