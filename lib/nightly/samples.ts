import type { MetricDefinition } from '../metrics/definition.ts';
import type { Sample } from '../metrics/sample.ts';

/** A value of a gauge; nothing where the value is undefined. */
export const sampleOf = (
  { name }: MetricDefinition,
  value: number | boolean | null | undefined,
  labels: Record<string, string> = {},
): Sample[] => (value === null || value === undefined ? [] : [{ name, labels, value: Number(value) }]);
