/** Mean over the classes that have the metric, all alike however many rows they have; null where none has it. */
export function macroAverage(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
