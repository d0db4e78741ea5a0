import { dashboard } from './dashboard.ts';
import { barGauge } from './panels/bar-gauge.ts';
import { stat } from './panels/stat.ts';
import { timeSeries } from './panels/time-series.ts';
import { trend } from './panels/trend.ts';
import { lines, rows, values } from './target.ts';
import { badFrom } from './threshold.ts';
import { model, rateWindow } from './variable.ts';

const OF = 'model="$model"';
/** Metrics that each step has, too. */
const STEPPED = ['accuracy', 'loss'];
const PUSHED = 'Pushed by npm run train -- --model <model> --push <Pushgateway>.';

/** What the model was trained to, in large print. */
const trained = (metric: string, title: string, description: string, unit = 'percentunit') =>
  stat(
    { title, description: `${description} ${PUSHED}`, unit, width: 4, decimals: 3, none: 'not pushed' },
    values(`model_training_${metric}{${OF}${STEPPED.includes(metric) ? ', step=""' : ''}}`, title),
  );

/** The last step's value over time, and that of the model in the folder. */
const run = (metric: string, title: string, description: string, unit: string) =>
  timeSeries(
    { title, description, unit, width: 12 },
    lines(
      `sum by (model) (model_training_${metric}{${OF}} * on (model, step) group_left () count_values by (model) ("step", model_training_step{${OF}}))`,
      'the run, after its last step',
    ),
    lines(`model_training_${metric}{${OF}, step=""}`, 'the model in the folder'),
  );

export const training = () =>
  dashboard({
    uid: 'driftgate-training',
    description: 'How a training run goes, and what came of the last one.',
    refresh: '5s',
    from: 'now-1h',
    variables: [model(), rateWindow()],
    sections: [
      [
        'The model in the folder',
        trained(
          'accuracy',
          'Accuracy',
          'Share of the held-out rows that it gets right. Production is compared to it.',
        ),
        trained('loss', 'Loss', 'Log loss on the held-out rows, lower is better.', 'none'),
        trained('precision', 'Precision', 'Of the held-out rows it calls positive, so many are.'),
        trained('recall', 'Recall', 'Of the positive held-out rows it finds so many.'),
        trained('f1', 'F1', 'Harmonic mean of precision and recall.'),
        stat(
          {
            title: 'Last step',
            description: `Trees, boosting rounds or iterations that the last training run has behind it. It grows while one goes on. ${PUSHED}`,
            unit: 'none',
            width: 4,
            none: 'not pushed',
          },
          values(`model_training_step{${OF}}`, 'step'),
        ),
      ],
      [
        'The training run',
        run(
          'accuracy',
          'Accuracy as the run goes on',
          'On the held-out rows, after each step. When it no longer rises, more steps are a waste; when it stays below the model in the folder, keep that one.',
          'percentunit',
        ),
        run(
          'loss',
          'Loss as the run goes on',
          'On the held-out rows, after each step. Rising while accuracy does not: the model grows overconfident, take fewer steps.',
          'none',
        ),
        trend(
          {
            title: 'Accuracy by step',
            description:
              'The same curve over trees, rounds or iterations, of the last run. Choose the step where it levels off.',
            unit: 'percentunit',
            width: 12,
          },
          'step',
          rows(`model_training_accuracy{${OF}, step!=""}`),
        ),
        trend(
          {
            title: 'Loss by step',
            description:
              'The same curve over trees, rounds or iterations, of the last run. Its lowest point is a good place to stop.',
            unit: 'none',
            width: 12,
          },
          'step',
          rows(`model_training_loss{${OF}, step!=""}`),
        ),
      ],
      [
        'Classes and answers',
        barGauge(
          {
            title: 'Class balance at training',
            description: `Share of each class in the rows that the model was trained on. ${PUSHED} Far from that of production: train on newer rows, or weigh the classes.`,
            unit: 'percentunit',
            width: 8,
            min: 0,
            max: 1,
            none: 'not pushed',
          },
          values(`model_training_class_ratio{${OF}}`, '{{class}}'),
        ),
        barGauge(
          {
            title: 'Answers in the time range',
            description:
              'Share of each class among the answers. Compare it to the classes at training; the Drift dashboard says whether it moved.',
            unit: 'percentunit',
            width: 8,
            min: 0,
            max: 1,
            none: 'no predictions',
          },
          values(
            `sum by (class) (increase(model_predictions_by_class_total{${OF}}[$__range])) / on () group_left () (sum(increase(model_predictions_by_class_total{${OF}}[$__range])) > 0)`,
            '{{class}}',
          ),
        ),
        timeSeries(
          {
            title: 'Answers over time',
            description:
              'Share of each class among the answers of the window. A lasting step: something upstream changed.',
            unit: 'percentunit',
            width: 8,
            min: 0,
            max: 1,
          },
          lines(
            `sum by (class) (rate(model_predictions_by_class_total{${OF}}[$window])) / on () group_left () (sum(rate(model_predictions_by_class_total{${OF}}[$window])) > 0)`,
            '{{class}}',
          ),
        ),
      ],
      [
        'The way of these numbers',
        timeSeries(
          {
            title: 'Scrape duration',
            description:
              'Time that Prometheus takes to read the Pushgateway. ScrapeSlow alerts above half of the interval: then give the gateway memory, or serve fewer models from it.',
            unit: 's',
            width: 24,
            min: 0,
            thresholds: badFrom(2.5),
          },
          lines('scrape_duration_seconds{job="pushgateway"}', '{{instance}}'),
        ),
      ],
    ],
  });
