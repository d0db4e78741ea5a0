/** What raw samples of a counter grew by: the sum of their positive increases. Not `increase()`, which extrapolates. */
export const positiveIncrease = (values: readonly number[]): number =>
  values.reduce((sum, value, i) => sum + (i === 0 ? 0 : Math.max(0, value - values[i - 1]!)), 0);
