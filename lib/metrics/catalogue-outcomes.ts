import type { MetricDefinition } from './definition.ts';

/** Gauges of the function `outcomes` about its sources, in its own group. */
export const OUTCOME_GAUGES: readonly MetricDefinition[] = [
  {
    name: 'outcome_source_last_success_timestamp_seconds',
    help: 'When a source of outcomes was last polled without an error; 0 when it never was.',
    type: 'gauge',
    labelNames: ['source'],
  },
];
