import { counted, decimal, percent, pValue, size } from '../wording/numbers.ts';
import type { AccuracyComparison, AccuracyTrend } from './accuracy-trend.ts';
import type { DriftFinding, Findings } from './findings.ts';
import { qualitySentence } from './quality-reason.ts';

const RETRAIN_KL = 0.5;
const DAYS_SINCE_TRAINING = 7;
const DAY_MS = 86_400_000;

export interface Reason {
  leads_to: 'watch' | 'validate' | 'retrain';
  code:
    | 'accuracy_dropped'
    | 'drift_and_decline'
    | 'significant_drift'
    | 'drift'
    | 'data_quality'
    | 'performance_gap'
    | 'accuracy_declining'
    | 'provisional_decline';
  /** For people, with the numbers. */
  detail: string;
}

export const reasons = (findings: Findings): Reason[] => [
  ...accuracyReasons(findings),
  ...driftReasons(findings.drift),
  ...findings.quality.map(
    (of): Reason => ({ leads_to: 'watch', code: 'data_quality', detail: qualitySentence(of) }),
  ),
  ...gapReasons(findings.gap),
];

function accuracyReasons({ accuracy: { mature, provisional }, date, drift, trainedAt }: Findings): Reason[] {
  const found: Reason[] = [];
  if (mature.dropped) {
    found.push({
      leads_to: 'retrain',
      code: 'accuracy_dropped',
      detail: fall(mature, 'reference'),
    });
  }
  const worst = largest(drift.filter(({ kind, drifted }) => kind === 'feature' && drifted));
  const age = (Date.parse(`${date}T00:00:00Z`) + DAY_MS - Date.parse(trainedAt)) / DAY_MS;
  if (mature.declining && worst && worst.kl > RETRAIN_KL && age > DAYS_SINCE_TRAINING) {
    const detail = `${sentence(worst)} and ${fall(mature)}, ${Math.floor(age)} days after training`;
    found.push({ leads_to: 'retrain', code: 'drift_and_decline', detail });
  }
  // A decline that is certain warns at least as much as one that is not.
  if (mature.declining) found.push({ leads_to: 'watch', code: 'accuracy_declining', detail: fall(mature) });
  else if (provisional.declining)
    found.push({ leads_to: 'watch', code: 'provisional_decline', detail: fall(provisional) });
  return found;
}

function driftReasons(drift: readonly DriftFinding[]): Reason[] {
  const drifted = drift.filter((finding) => finding.drifted);
  const significant = drifted.filter(({ verdict }) => verdict === 'significant');
  const others = drifted.filter(({ verdict }) => verdict !== 'significant');
  return [
    ...significant.map(
      (of): Reason => ({ leads_to: 'validate', code: 'significant_drift', detail: sentence(of) }),
    ),
    ...others.map((of): Reason => ({ leads_to: 'watch', code: 'drift', detail: sentence(of) })),
  ];
}

function gapReasons(gap: Findings['gap']): Reason[] {
  if (!gap || gap.alerts.length === 0) return [];
  const detail = gap.alerts.includes('accuracy')
    ? `accuracy is ${size(gap.gap)} points ${gap.gap < 0 ? 'below' : 'above'} what the scores promise, over ${counted(gap.labelled, 'outcome')}`
    : `scores are not worth what they were: ${percent(gap.displaced)} of ${counted(gap.labelled, 'outcome')} are displaced`;
  return [{ leads_to: 'watch', code: 'performance_gap', detail }];
}

/** Of the largest fall, or of that below one certain accuracy. */
function fall({ recent, comparisons }: AccuracyTrend, below?: AccuracyComparison['with']): string {
  const { change, accuracy, p_value, ...of } = comparisons
    .filter((comparison) => below === undefined || comparison.with === below)
    .reduce((a, b) => (b.change < a.change ? b : a));
  const name = of.with === 'before' ? 'that of the 28 days before' : 'that of the reference';
  const said = `accuracy ${percent(recent.accuracy)} (${counted(recent.labelled, 'outcome')})`;
  return `${said} is ${size(change)} points below ${name}, ${percent(accuracy)} (p ${pValue(p_value)})`;
}

const sentence = ({ name, kind, kl }: DriftFinding): string =>
  `${kind === 'feature' ? name : kind === 'score' ? 'the score' : 'the balance of classes'} drifted (KL ${decimal(kl)})`;

const largest = (drift: readonly DriftFinding[]): DriftFinding | undefined =>
  drift.reduce<DriftFinding | undefined>((a, b) => (a && a.kl >= b.kl ? a : b), undefined);
