/**
 * What the drift of a feature is worth: its share of the importance that the model's features have together, times its
 * KL divergence. Shares below 0 count as 0, and KL is not normalised, so that impacts of two days compare. A feature
 * without an importance, such as a number computed of a text, counts whole. Null where nothing has any importance.
 */
export function driftImpact(
  importances: Readonly<Record<string, number>>,
  feature: string,
  kl: number,
): number | null {
  if (!Object.hasOwn(importances, feature)) return kl;
  const positive = Object.values(importances).reduce((sum, importance) => sum + Math.max(importance, 0), 0);
  return positive === 0 ? null : (Math.max(importances[feature]!, 0) / positive) * kl;
}
