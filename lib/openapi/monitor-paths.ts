import { MAX_DAYS } from '../monitor/request.ts';
import { oneOfLabels } from './labels.ts';
import { operation } from './operation.ts';
import type { JsonSchema } from './row-schema.ts';

const TEXT = { type: 'string' };
const DATE = { type: 'string', format: 'date' };
const COUNT = { type: 'integer', minimum: 0 };
const NUMBER = { type: 'number' };
const TRUTH = { type: 'boolean' };
const SHARE = { type: 'number', minimum: 0, maximum: 1 };
const INTERVAL = { type: ['array', 'null'], items: SHARE, description: 'Wilson, 95 %' };
const VERDICTS = ['none', 'insufficient_data', 'minimal', 'moderate', 'significant'];

const object = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema.type, 'null'] });

const ERRORS = [404, 500, 503];

/** What is stored of how a model is doing. */
export function monitorPaths(models: readonly string[]) {
  const path = { model: oneOfLabels(models) };
  const common = { tag: 'Monitoring', error: 'Problem', conditional: true } as const;
  const query = { days: { schema: { type: 'integer', minimum: 1, maximum: MAX_DAYS, default: MAX_DAYS } } };
  return {
    '/monitor/{model}': {
      get: operation({
        ...common,
        id: 'monitor',
        summary: 'How a model is doing: decision, accuracy, drift and coverage, of its newest report',
        path,
        query,
        answer: monitor(path.model),
        errors: [400, ...ERRORS],
      }),
    },
    '/monitor/{model}/reports/{day}': {
      get: operation({
        ...common,
        id: 'monitor_report',
        summary: 'The report of a day, as a page',
        path: { ...path, day: DATE },
        answer: TEXT,
        type: 'text/html',
        errors: ERRORS,
      }),
    },
  };
}

const monitor = (model: JsonSchema): JsonSchema =>
  object({
    model,
    version: TEXT,
    grafana_url: { type: ['string', 'null'], description: 'Its dashboard' },
    last_run: {
      ...orNull(object({ finished_at: { ...TEXT, format: 'date-time' }, duration_seconds: NUMBER })),
      description: 'Of the nightly job; null before the first',
    },
    rolling: {
      ...object({
        window: COUNT,
        predictions: COUNT,
        correct: COUNT,
        accuracy: orNull(SHARE),
        accuracy_interval: INTERVAL,
      }),
      description: 'Over the last predictions that an outcome came for',
    },
    latest: { ...orNull(latest()), description: 'The newest report; null before there is one' },
    reports: {
      ...list(object({ date: DATE, url: TEXT })),
      description: 'Of the last 366 days, the newest first',
    },
  });

const latest = (): JsonSchema =>
  object({
    date: DATE,
    complete: { ...TRUTH, description: 'The day was over' },
    headline: { ...TEXT, description: 'Verdict and decision in one sentence' },
    decision: object({
      decision: { ...TEXT, enum: ['ok', 'watch', 'validate', 'retrain'] },
      reasons: list(object({ leads_to: TEXT, code: TEXT, detail: TEXT })),
      unknown: list(TEXT),
    }),
    validation: { type: ['object', 'null'], description: 'The model over its held-out rows' },
    counts: object({ predictions: COUNT, outcomes: orNull(COUNT) }),
    current: { type: ['string', 'null'], description: 'The version that the numbers of the day are of' },
    reference: object({ version: TEXT, rows: COUNT, accuracy: SHARE }),
    drift: drift(),
    prediction_distribution_shift: orNull(SHARE),
    data_quality: {
      ...list(
        object({
          check: TEXT,
          feature: orNull(TEXT),
          violations: COUNT,
          values: COUNT,
          share: orNull(SHARE),
          reference_share: orNull(SHARE),
        }),
      ),
      description: 'Checks that alarm',
    },
    unprofiled: list(object({ feature: TEXT, reason: TEXT })),
    mature_until: { ...DATE, description: 'Outcomes of later days still come in' },
    days: list(day()),
    coverage: object({ days: COUNT, predictions: COUNT, labelled: COUNT, coverage: orNull(SHARE) }),
    outcomes: object({
      received: COUNT,
      delay_seconds: object({ median: orNull(NUMBER), p90: orNull(NUMBER) }),
      sources: { type: 'object' },
    }),
    realised: orNull(
      object({
        days: COUNT,
        from: DATE,
        to: DATE,
        mature: TRUTH,
        labelled: COUNT,
        accuracy: orNull(SHARE),
        accuracy_interval: INTERVAL,
        accuracy_change: NUMBER,
      }),
    ),
    estimated: estimate(),
    not_estimated: { type: ['string', 'null'], description: 'Why nothing is estimated' },
  });

const estimate = (): JsonSchema =>
  orNull(object({ value: orNull(SHARE), standard_error: orNull({ type: 'number', minimum: 0 }) }));

const day = (): JsonSchema =>
  object({
    date: DATE,
    predictions: COUNT,
    labelled: { ...orNull(COUNT), description: 'Null while they are not counted' },
    correct: COUNT,
    accuracy: orNull(SHARE),
    accuracy_interval: INTERVAL,
    mature: TRUTH,
    estimated_accuracy: estimate(),
    kl_divergence: { ...orNull(NUMBER), description: 'The largest of the features' },
    reported: { ...TRUTH, description: 'There is a report of the day' },
  });

function drift(): JsonSchema {
  const distribution = {
    kl_divergence: NUMBER,
    psi: NUMBER,
    js_distance: SHARE,
    p_value: orNull(SHARE),
    p_value_adjusted: orNull(SHARE),
    verdict: { ...TEXT, enum: VERDICTS },
    drifted: TRUTH,
    distribution: list(object({ bin: TEXT, reference: COUNT, production: COUNT })),
  };
  const feature = {
    feature: TEXT,
    importance: orNull(NUMBER),
    impact: orNull(NUMBER),
    ...distribution,
    missing: object({ reference: COUNT, production: COUNT }),
  };
  return object({
    version: TEXT,
    window: object({ days: COUNT, name: TEXT, from: DATE, to: DATE, predictions: COUNT }),
    state: { ...TEXT, enum: ['insufficient_data', 'sufficient'] },
    features: { ...list(object(feature)), description: 'The largest impact first' },
    score: object(distribution),
    class_balance: object(distribution),
  });
}
