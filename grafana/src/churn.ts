import { dashboard } from './dashboard.ts';
import { band, LOWER, UPPER } from './panels/band.ts';
import { barChart } from './panels/bar-chart.ts';
import { barGauge } from './panels/bar-gauge.ts';
import { timeSeries } from './panels/time-series.ts';
import { lines, rows, values } from './target.ts';
import { badFrom } from './threshold.ts';
import { model, reportWindow, shownFeature, version } from './variable.ts';

const OF = 'model="$model"';

/** In the order of priority of who watches churn: what is asked, what is answered, and late what really happened. */
export const churn = () =>
  dashboard({
    uid: 'driftgate-churn',
    description:
      'What is asked, what is answered, and what really happened, in this order: outcomes come from the field weeks later.',
    refresh: '1m',
    from: 'now-30d',
    variables: [model('churn'), version(), shownFeature(), reportWindow()],
    sections: [
      [
        '1. Inputs of the most important features',
        barChart(
          {
            title: '$feature',
            description:
              'Share of rows in each bin, in the reference and in the drift window. The most important feature comes first. Bars that moved: ask the source of the feature, before any outcome can tell.',
            unit: 'percentunit',
            width: 24,
            min: 0,
            none: 'too little data',
          },
          { group: 'bin', bar: 'set' },
          rows(`max by (bin, set) (feature_bin_share{${OF}, feature=~"$feature"})`),
        )
          .repeat('feature')
          .repeatDirection('h')
          .maxPerRow(3),
        timeSeries(
          {
            title: 'KL of these features',
            description:
              'Since when they moved. Above the lines: moderate and significant, if chance does not explain it; Drift says.',
            unit: 'none',
            width: 12,
            min: 0,
            thresholds: badFrom(0.1, 0.5),
          },
          lines(`max by (feature) (feature_kl_divergence{${OF}, feature=~"$feature"})`, '{{feature}}'),
        ),
        barChart(
          {
            title: 'Missing values',
            description:
              'Share of rows without a value, of these features. More in production: a source does not deliver.',
            unit: 'percentunit',
            width: 12,
            min: 0,
            none: 'too little data',
          },
          { group: 'feature', bar: 'set' },
          rows(`max by (feature, set) (feature_missing_ratio{${OF}, feature=~"$feature"})`),
        ),
      ],
      [
        '2. Predicted class balance',
        timeSeries(
          {
            title: 'Predicted class balance',
            description:
              'Share of each class among the answers of the drift window, and dashed in the reference. A move without drifted inputs: combinations changed. It plans the campaign: so many will be called.',
            unit: 'percentunit',
            width: 12,
            min: 0,
            max: 1,
          },
          lines(`max by (class) (model_class_ratio{${OF}, set="production"})`, '{{class}}'),
          lines(`max by (class) (model_class_ratio{${OF}, set="reference"})`, '{{class}}, reference'),
        ).overrideByRegexp('/, reference$/', [
          { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
        ]),
        barGauge(
          {
            title: 'Answers of the last day',
            description: 'Share of each class, live: it need not wait for the night.',
            unit: 'percentunit',
            width: 6,
            min: 0,
            max: 1,
            none: 'no predictions',
          },
          values(
            `sum by (class) (increase(model_predictions_by_class_total{${OF}}[1d])) / on () group_left () (sum(increase(model_predictions_by_class_total{${OF}}[1d])) > 0)`,
            '{{class}}',
          ),
        ),
        barGauge(
          {
            title: 'Class balance at training',
            description:
              'Pushed when training ends. Answers far from it, while inputs are the same: the threshold or the weights of the classes are off.',
            unit: 'percentunit',
            width: 6,
            min: 0,
            max: 1,
            none: 'not pushed',
          },
          values(`max by (class) (model_training_class_ratio{${OF}})`, '{{class}}'),
        ),
      ],
      [
        '3. Predicted and actual balance of the same customers',
        barChart(
          {
            title: 'Predicted and actual balance',
            description:
              'Of the rows of the labelled window alone, so both bars are about the same customers. Actual above predicted for the positive class: leavers are overlooked, lower the threshold or train again.',
            unit: 'percentunit',
            width: 12,
            min: 0,
            max: 1,
            none: 'no outcome yet',
          },
          { group: 'class', bar: 'set' },
          rows(`max by (class, set) (model_cohort_class_ratio{${OF}})`),
        ),
        timeSeries(
          {
            title: 'Predicted minus actual',
            description:
              'Of each class, report by report. Away from 0 and staying there: the model is biased now.',
            unit: 'percentunit',
            width: 12,
          },
          lines(
            `max by (class) (model_cohort_class_ratio{${OF}, set="predicted"}) - max by (class) (model_cohort_class_ratio{${OF}, set="actual"})`,
            '{{class}}',
          ),
        ),
      ],
      [
        '4. Performance, when outcomes come in',
        band(
          {
            title: 'Accuracy of $window, with 95 % interval',
            description:
              '1d: the newest day with outcomes; 7d and 30d: the last days. As long as the interval holds the reference, the change can be chance.',
            unit: 'percentunit',
            width: 24,
            max: 1,
          },
          lines(`max(model_accuracy{${OF}, window=~"$window"})`, 'accuracy'),
          lines(`max(model_accuracy_lower{${OF}, window=~"$window"})`, LOWER!),
          lines(`max(model_accuracy_upper{${OF}, window=~"$window"})`, UPPER!),
          lines(`max(model_reference_accuracy{${OF}})`, 'reference'),
        )
          .repeat('window')
          .repeatDirection('h')
          .maxPerRow(3),
        timeSeries(
          {
            title: 'Precision and recall by class',
            description:
              'Of the labelled window. Recall of the positive class: of those who left, so many were called in time.',
            unit: 'percentunit',
            width: 12,
            max: 1,
          },
          lines(`max by (class) (model_precision{${OF}})`, '{{class}}, precision'),
          lines(`max by (class) (model_recall{${OF}})`, '{{class}}, recall'),
        ),
        timeSeries(
          {
            title: 'Predictions that have an outcome',
            description:
              'Share, by window. Low ones are normal while outcomes are late; a fall of 30d is not: ask the field.',
            unit: 'percentunit',
            width: 12,
            min: 0,
            max: 1,
          },
          lines(`max by (window) (model_feedback_coverage_ratio{${OF}})`, '{{window}}'),
        ),
      ],
    ],
  });
