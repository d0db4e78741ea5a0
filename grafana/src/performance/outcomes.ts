import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { barGauge } from '../panels/bar-gauge.ts';
import { stacked } from '../panels/stacked.ts';
import { timeSeries } from '../panels/time-series.ts';
import { bucketsNow, lines, values } from '../target.ts';
import { goodFrom } from '../threshold.ts';
import { delayBounds } from './delay-bounds.ts';

const delays = () => {
  const panel = barGauge(
    {
      title: 'Delay of outcomes',
      description:
        'Outcomes of the time range by how long after the prediction they came, up to the time beside the bar. Longer than before: accuracy is of older predictions than you think.',
      unit: 'short',
      width: 8,
      min: 0,
      decimals: 0,
    },
    bucketsNow(`sum by (le) (increase(model_feedback_delay_seconds_bucket{${OF}}[$__range]))`),
  );
  for (const [pattern, value] of delayBounds())
    panel.overrideByRegexp(pattern, [{ id: 'displayName', value }]);
  return panel;
};

export const outcomes = (): Section => [
  'Outcomes: coverage, delay, sources',
  timeSeries(
    {
      title: 'Coverage',
      description:
        'Labelled share of the predictions that the accuracy of each window is about. OutcomesStalled alerts after three days without any: see its runbook.',
      unit: 'percentunit',
      width: 8,
      min: 0,
    },
    lines(`max by (window) (model_feedback_coverage_ratio{${OF}})`, '{{window}}'),
  ),
  barGauge(
    {
      title: 'Coverage by answer',
      description:
        'Labelled share of the predictions of each answered class. Very different ones: accuracy is that of some answers only, trust the weighted one.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      none: 'no outcome yet',
    },
    values(`max by (class) (model_class_feedback_coverage_ratio{${OF}})`, '{{class}}'),
  ),
  delays(),
  timeSeries(
    {
      title: 'Median delay',
      description:
        'Within which half of the outcomes of the last 30 days came, rounded up to a bucket. Near outcome_maturity_days of model.json: days count as mature too early, raise it.',
      unit: 's',
      width: 6,
      min: 0,
    },
    lines(`max(model_feedback_delay_median_seconds{${OF}})`, 'median'),
  ),
  stacked(
    {
      title: 'Outcomes by source',
      description: 'That came in an hour. A source that stops: look at its poll, queue or file.',
      unit: 'short',
      width: 6,
      min: 0,
    },
    lines(`sum by (source) (increase(model_feedback_total{${OF}}[1h]))`, '{{source}}'),
  ),
  timeSeries(
    {
      title: 'Right answers by source',
      description:
        'Share of the outcomes of a day that equal the answer. Sources that disagree: one of them maps its values to the wrong class.',
      unit: 'percentunit',
      width: 6,
      min: 0,
      max: 1,
    },
    lines(
      `sum by (source) (increase(model_feedback_correct_total{${OF}}[1d])) / (sum by (source) (increase(model_feedback_total{${OF}}[1d])) > 0)`,
      '{{source}}',
    ),
  ),
  stacked(
    {
      title: 'Refused outcomes',
      description:
        'That came in an hour, by source and reason. unknown_prediction: the source sends what nobody asked this model. unknown_class: its mapping lacks a value.',
      unit: 'short',
      width: 6,
      min: 0,
    },
    lines(
      `sum by (source, reason) (increase(outcomes_rejected_total{${OF}}[1h])) > 0`,
      '{{source}}: {{reason}}',
    ),
  ),
  timeSeries(
    {
      title: 'Agreement of reviewers',
      description:
        "Cohen's kappa of the predictions of the last 30 days that two reviewers judged. Below 0.6 people do not agree what is right: write the rules down before blaming the model.",
      unit: 'none',
      width: 12,
      max: 1,
      thresholds: goodFrom(0.6),
    },
    lines(`max(reviewer_agreement_kappa{${OF}})`, 'kappa'),
  ),
  timeSeries(
    {
      title: 'Judged twice',
      description:
        'How many predictions that is. With few, the agreement says little: raise DRIFTGATE_SECOND_REVIEW_SHARE.',
      unit: 'short',
      width: 12,
      min: 0,
      decimals: 0,
    },
    lines(`max(reviewer_agreement_predictions{${OF}})`, 'predictions'),
  ),
];
