import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { featureGauges, SERVING_GAUGES } from '../../lib/metrics/catalogue-gauges.ts';
import { KEEPER_GAUGES } from '../../lib/metrics/catalogue-keeper.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from '../../lib/metrics/catalogue-log.ts';
import { NIGHTLY_GAUGES } from '../../lib/metrics/catalogue-nightly.ts';
import type { MetricDefinition } from '../../lib/metrics/definition.ts';
import { LOCAL_METRICS } from '../../lib/metrics/local.ts';
import { readModels } from '../../lib/model/registry.ts';
import { metricsOf } from '../support/handler-promql.ts';
import { ROOT, sources } from '../support/handler-sources.ts';

describe('models are data', () => {
  const PLANNED = ['loan-approval', 'loan-risk', 'churn', 'sentiment', 'loan-refinance'];

  /** The name in any spelling: loan-approval, loanApproval, LOAN_APPROVAL. */
  const mention = (name: string): RegExp =>
    new RegExp(`(?<![a-z])${name.split('-').join('[-_ ]?')}(?![a-z])`, 'i');

  test('no handler and no library file mentions a model by name, not even in a comment', async () => {
    const names = new Set([...PLANNED, ...(await readModels(join(ROOT, 'models'))).keys()]);
    const found = sources('functions', 'lib').flatMap(({ path, text }) =>
      [...names].filter((name) => mention(name).test(text)).map((name) => `${path}: ${name}`),
    );
    expect(found).toEqual([]);
  });

  test('a mention would be found', () => {
    for (const text of ["'loan-approval'", 'loanApproval', 'the LOAN_APPROVAL model', 'loan approval']) {
      expect(mention('loan-approval').test(text)).toBe(true);
    }
    expect(mention('churn').test('churned')).toBe(false);
  });
});

describe('metrics that rules and alerts name', () => {
  interface Expression {
    file: string;
    expression: string;
  }

  const directory = join(ROOT, 'infra/prometheus');
  const rules = readdirSync(directory)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => ({ file, text: readFileSync(join(directory, file), 'utf8') }));
  const recorded = rules.flatMap(({ text }) =>
    [...text.matchAll(/^ *- record: (\S+)/gm)].map(([, name]) => name!),
  );
  const expressions = rules.flatMap(({ file, text }): Expression[] =>
    // On the line itself, or folded on the deeper lines that follow.
    [...text.matchAll(/^( *)expr: *(?:[>|]-?\n((?:\1 +.*\n?)+)|(.*))/gm)].map(([, , folded, line]) => ({
      file,
      expression: (folded ?? line)!.trim(),
    })),
  );
  // Of Prometheus and the Pushgateway themselves.
  const foreign =
    /^(up|ALERTS|scrape_\w+|push_(failure_)?time_seconds|(prometheus|pushgateway|alertmanager|process|go)_\w+)$/;

  test('are found', () => {
    expect(expressions.length).toBe(
      rules.reduce((sum, { text }) => sum + (text.match(/\bexpr:/g) ?? []).length, 0),
    );
    expect(expressions.length).toBeGreaterThan(4);
    expect(expressions.flatMap(({ expression }) => metricsOf(expression))).toEqual(
      expect.arrayContaining(['up', 'model_accuracy', 'model_prediction_latency_seconds_bucket']),
    );
  });

  test('exist in the catalogue, are recorded, or are of Prometheus itself', async () => {
    const definitions = [...(await readModels(join(ROOT, 'models'))).values()].map(
      (model) => model.definition,
    );
    const catalogue: MetricDefinition[] = [
      ...Object.values(PREDICT_METRICS),
      ...Object.values(FEEDBACK_METRICS),
      ...Object.values(LOCAL_METRICS),
      ...SERVING_GAUGES,
      ...KEEPER_GAUGES,
      ...NIGHTLY_GAUGES,
      ...definitions.flatMap(featureGauges),
    ];
    const series = new Set([
      ...recorded,
      ...catalogue.flatMap(({ name, type }) =>
        type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    ]);
    const unknown = expressions.flatMap(({ file, expression }) =>
      metricsOf(expression)
        .filter((name) => !series.has(name) && !foreign.test(name))
        .map((name) => `${file}: ${name} in ${expression}`),
    );
    expect(unknown).toEqual([]);
  });

  test('the names of the sentiment users are recorded', () => {
    expect(recorded).toEqual(
      expect.arrayContaining(['ml_model_requests_total', 'ml_model_accuracy', 'ml_model_latency_seconds']),
    );
  });

  test.each([
    ['a', ['a']],
    [
      'sum by (model, le) (rate(a_bucket{x="b", y=~"c|d"}[5m])) / on (model) group_left (v) b offset 1d > 0.5e3',
      ['a_bucket', 'b'],
    ],
    [
      'histogram_quantile(0.95, sum without (slot) (rate(a_bucket[5m]))) and on () vector(1) unless b',
      ['a_bucket', 'b'],
    ],
    ['{__name__="a"}', []],
    ['a:b:rate5m == bool 1 or (c) ^ 2', ['a:b:rate5m', 'c']],
    ['label_replace(a, "b", "$1", "c", "(.*)")', ['a']],
  ])('the metrics of %s', (expression, expected) => {
    expect(metricsOf(expression)).toEqual(expected);
  });
});
