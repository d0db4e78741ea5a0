import { reportKey } from '../../lib/archive/keys.ts';
import { rolling } from '../../lib/feedback/recent.ts';
import { textOf } from '../../lib/log/mark.ts';
import type { Report } from '../../lib/nightly/report.ts';
import type { Store } from '../../lib/store/store.ts';
import type { Line } from './agreement.ts';
import { gauge } from './prometheus-counts.ts';
import { CORRECT, OUTCOMES, PREDICTIONS, type Tally } from './tally.ts';

/** What the nightly job found about a model, as its report in the store says and as its gauges in Prometheus say. */
export async function nightlyLines(
  store: Store,
  prometheus: string,
  model: string,
  sent: Tally,
  days: { from: string; to: string },
): Promise<Line[]> {
  const object = await store.get(reportKey(model, days.to));
  if (!object) throw new Error(`expected the nightly report of ${model} of ${days.to}, got none`);
  const report = JSON.parse(textOf(object)) as Report;
  const version = report.versions.find((candidate) => candidate.version === report.current);
  const cohort = report.performance.newest;
  const nightly = (metric: string, more = '') =>
    gauge(prometheus, `sum(${metric}{job="nightly",model="${model}"${more}})`);
  // When midnight fell into the demo, the report is about the second part of what was sent.
  const whole = days.from === days.to;
  const window = await rolling(store, model);
  const kl = version?.features.reduce((sum, feature) => sum + feature.kl_divergence, 0);
  const lines: [string, number | undefined, number | null | undefined, Promise<number | undefined>][] = [
    [
      'nightly: predictions',
      sent.get(PREDICTIONS, model),
      report.counts.predictions,
      nightly('nightly_predictions'),
    ],
    ['nightly: outcomes', sent.get(OUTCOMES, model), report.counts.outcomes, nightly('nightly_outcomes')],
    [
      'nightly: accuracy',
      sent.get(CORRECT, model) / sent.get(OUTCOMES, model),
      cohort?.accuracy,
      nightly('model_accuracy', ',window="1d"'),
    ],
    ['nightly: sum of KL over features', undefined, kl, nightly('feature_kl_divergence')],
    [
      'nightly: shift of the scores',
      undefined,
      version?.prediction_distribution_shift,
      nightly('prediction_distribution_shift'),
    ],
    [
      'rolling accuracy of the last 100',
      undefined,
      window.correct / window.outcomes,
      gauge(prometheus, `model_accuracy{window="last_100",model="${model}"}`),
    ],
  ];
  return Promise.all(
    lines.map(async ([name, own, log, seen]) => ({
      name,
      model,
      sent: whole && own !== undefined ? rounded(own) : undefined,
      log: rounded(log ?? Number.NaN),
      prometheus: rounded((await seen) ?? Number.NaN),
    })),
  );
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
