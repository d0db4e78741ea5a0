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

/** The largest impact first; of equal ones, what drifted, then the largest divergence: a feature may drift without importance. */
export const byImpact = (
  a: { impact: number | null; drifted: boolean; kl_divergence: number },
  b: typeof a,
): number =>
  (b.impact ?? 0) - (a.impact ?? 0) ||
  Number(b.drifted) - Number(a.drifted) ||
  b.kl_divergence - a.kl_divergence;
