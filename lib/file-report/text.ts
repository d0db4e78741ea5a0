import type { DistributionDrift } from '../nightly/drift-report.ts';
import { UNKNOWN } from '../report/lead.ts';
import { MINIMUM_ROWS } from '../statistics/kl-band.ts';
import { count, counted, decimal, percent, pValue } from '../wording/numbers.ts';
import { validationSentence } from '../wording/validation.ts';
import type { FileReport } from './report.ts';
import { textTable } from './text-table.ts';

/** A report for a terminal. */
export function reportText(report: FileReport): string {
  const { headline, decision, rows, file } = report;
  const read = `${counted(rows.used, 'row')} of ${file}, ${count(rows.labelled)} with a label in "${rows.label}"`;
  return [
    headline,
    '',
    `decision: ${decision.decision}`,
    ...decision.reasons.map(({ detail, leads_to }) => `  ${detail} (${leads_to})`),
    ...(decision.unknown.length === 0
      ? []
      : [`  insufficient data to tell ${decision.unknown.map((of) => UNKNOWN[of]).join(', ')}`]),
    ...(report.validation ? [`  ${validationSentence(report.validation)}`] : []),
    '',
    ...driftLines(report),
    '',
    ...textTable(performanceRows(report), 2),
    ...alarmLines(report),
    '',
    `${read}; ${counted(rows.refused, 'row')} left out, because they do not fit the model`,
    '',
  ].join('\n');
}

function driftLines({ drift, rows }: FileReport): string[] {
  if (drift.state === 'insufficient_data')
    return [
      `insufficient data: ${counted(rows.used, 'row')} are too few to compare, which takes ${MINIMUM_ROWS}`,
    ];
  const head = [
    '',
    '  verdict',
    'impact',
    'KL',
    'p adjusted',
    'PSI',
    'JS',
    'KS',
    'Wasserstein',
    'missing',
    'then',
  ];
  const features = drift.features.map((of) => {
    const share = (set: 'reference' | 'production') =>
      percent(of.missing[set] / of.distribution.reduce((sum, bin) => sum + bin[set], 0));
    return [
      ...common(of.feature, of, of.impact),
      decimal(of.ks?.statistic),
      decimal(of.wasserstein),
      share('production'),
      share('reference'),
    ];
  });
  const others = [common('score', drift.score, null), common('classes', drift.class_balance, null)];
  return textTable([head, ...features, ...others.map((cells) => [...cells, '', '', '', ''])], 2);
}

const common = (name: string, of: DistributionDrift, impact: number | null): string[] => [
  name,
  of.drifted ? `! ${of.verdict}` : `  ${of.verdict}`,
  impact === null ? '' : decimal(impact),
  decimal(of.kl_divergence),
  pValue(of.p_value_adjusted),
  decimal(of.psi),
  decimal(of.js_distance),
];

function performanceRows({ performance, rows }: FileReport): string[][] {
  const { window, estimated, reference_accuracy: reference } = performance;
  const accuracy = estimated?.accuracy;
  return [
    ['accuracy in the reference', percent(reference)],
    [
      'estimated from the scores',
      accuracy ? `${percent(accuracy.value)} ± ${percent(accuracy.standard_error)}` : '–',
    ],
    window
      ? [
          `of ${count(rows.labelled)} with a label`,
          `${percent(window.realised.accuracy)} (${window.realised.accuracy_interval?.map((end) => percent(end)).join(' to ')})`,
        ]
      : ['with a label', 'none'],
    ...(window
      ? [
          ['ROC AUC', decimal(window.realised.auc?.value)],
          ['log loss', decimal(window.realised.log_loss)],
          ['calibration error', decimal(window.realised.calibration.error)],
        ]
      : []),
  ];
}

const alarmLines = ({ data_quality: checks }: FileReport): string[] =>
  checks
    .filter(({ alarm, check }) => alarm && check !== 'baseline_drift_check')
    .map(({ check, feature, share }) => `${check}: ${feature}, ${percent(share)} of the values`);
