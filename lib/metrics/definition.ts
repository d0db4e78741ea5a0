/** One metric of the catalogue: declared once, with everything that makes it what it is. */
export interface MetricDefinition {
  name: string;
  help: string;
  type: 'counter' | 'histogram' | 'gauge';
  labelNames: readonly string[];
  /** Upper bounds, for histograms. */
  buckets?: readonly number[];
}
