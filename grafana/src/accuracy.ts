import { dashboard } from './dashboard.ts';
import { OF } from './expression.ts';
import { alertGroups, alertTable } from './panels/alerts.ts';
import { stat } from './panels/stat.ts';
import { timeSeries } from './panels/time-series.ts';
import { lines, values } from './target.ts';
import { badFrom, goodFrom } from './threshold.ts';
import { model, version } from './variable.ts';

/** The small one, on the names that its users know. */
export const accuracy = () =>
  dashboard({
    uid: 'driftgate-accuracy',
    description: 'Is the model still right, is it used, is it sure, is it fast, and does anything alert?',
    refresh: '5s',
    from: 'now-1h',
    variables: [model('sentiment'), version()],
    sections: [
      [
        'Now',
        stat(
          {
            title: 'Accuracy',
            description:
              'Of the last 100 answers that somebody said yes or no to. Below 80 % for 5 minutes alerts, from 30 outcomes on.',
            unit: 'percentunit',
            width: 6,
            decimals: 1,
            thresholds: goodFrom(0.8),
            none: 'nobody answered yet',
          },
          values(`ml_model_accuracy{${OF}}`, 'accuracy'),
        ),
        stat(
          {
            title: 'Requests',
            description:
              'All there ever were. It only grows; if it stands still, nobody asks, or nothing is pushed: see Serving.',
            unit: 'short',
            width: 6,
            decimals: 0,
          },
          values(`ml_model_requests_total{${OF}}`, 'requests'),
        ),
        stat(
          {
            title: 'Confident answers',
            description:
              'Share of the answers of 5 minutes whose class got at least 90 %. Falling: texts are not like those it was trained on, look at Drift.',
            unit: 'percentunit',
            width: 6,
            decimals: 1,
            none: 'no requests',
          },
          values(`ml_model_confident_ratio{${OF}}`, 'confident'),
        ),
        stat(
          {
            title: 'Latency, p95',
            description:
              '95 % of the answers of 5 minutes took at most so long. Above 2 s alerts: see the runbook of ModelLatencyHigh.',
            unit: 's',
            width: 6,
            thresholds: badFrom(2),
            none: 'no requests',
          },
          values(`ml_model_latency_seconds{${OF}} >= 0`, 'p95'),
        ),
      ],
      [
        'Over time',
        timeSeries(
          {
            title: 'Accuracy',
            description:
              'As people reported it. A slow fall is drift, a sudden one a new version or other texts: see Performance.',
            unit: 'percentunit',
            width: 12,
            max: 1,
            thresholds: goodFrom(0.8),
          },
          lines(`ml_model_accuracy{${OF}}`, 'accuracy'),
        ),
        timeSeries(
          {
            title: 'Total requests',
            description: 'All there ever were. The slope is the traffic.',
            unit: 'short',
            width: 12,
            decimals: 0,
          },
          lines(`ml_model_requests_total{${OF}}`, 'requests'),
        ),
        timeSeries(
          {
            title: 'Confident answers',
            description:
              'Share of the answers of 5 minutes whose class got at least 90 %. Sure and wrong is worst: compare with accuracy.',
            unit: 'percentunit',
            width: 12,
            min: 0,
            max: 1,
          },
          lines(`ml_model_confident_ratio{${OF}}`, 'confident'),
        ),
        timeSeries(
          {
            title: 'Latency, p95 of 5 minutes',
            description: 'Users were promised 2 s. Above: see the runbook of ModelLatencyHigh.',
            unit: 's',
            width: 12,
            min: 0,
            thresholds: badFrom(2),
          },
          lines(`ml_model_latency_seconds{${OF}} >= 0`, 'p95'),
        ),
      ],
      ['Alerts', alertGroups({ width: 12 }), alertTable('model=~"$model|"', { width: 12 })],
    ],
  });
