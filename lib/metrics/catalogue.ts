import { SERVING_GAUGES } from './catalogue-gauges.ts';
import { KEEPER_GAUGES } from './catalogue-keeper.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from './catalogue-log.ts';
import { NIGHTLY_GAUGES } from './catalogue-nightly.ts';
import { OUTCOME_GAUGES } from './catalogue-outcomes.ts';
import { TRAINING_GAUGES } from './catalogue-training.ts';
import type { MetricDefinition } from './definition.ts';
import { LOCAL_METRICS } from './local.ts';
import { STORE_FAILURE } from './store-failure.ts';

/**
 * Every metric of the product, once. Labels of gauges are without those of their group (`job`, `model`). The gauges
 * `model_feature_<feature>` come from the models' features and are not listed.
 */
export const CATALOGUE: readonly MetricDefinition[] = [
  ...new Set([
    ...Object.values<MetricDefinition>(PREDICT_METRICS),
    ...Object.values<MetricDefinition>(FEEDBACK_METRICS),
    ...SERVING_GAUGES,
    ...NIGHTLY_GAUGES,
    ...TRAINING_GAUGES,
    ...KEEPER_GAUGES,
    ...OUTCOME_GAUGES,
    ...Object.values<MetricDefinition>(LOCAL_METRICS),
    STORE_FAILURE,
  ]),
];
