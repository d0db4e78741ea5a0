import type { MetricDefinition } from './definition.ts';

/** Gauges of the keeper about the slots, in its own group. */
export const KEEPER_GAUGES: readonly MetricDefinition[] = [
  {
    name: 'driftgate_slots',
    help: 'Slots of a function by state: known, or in use (written within the idle time).',
    type: 'gauge',
    labelNames: ['function', 'state'],
  },
  {
    name: 'keeper_last_success_timestamp_seconds',
    help: 'When the keeper last finished.',
    type: 'gauge',
    labelNames: [],
  },
];
