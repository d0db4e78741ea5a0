import type { Confusion } from './class-metrics.ts';

export interface BestConstant {
  class: string;
  accuracy: number;
}

/** The class that would have been right most often had it been the only answer, the first of equals; null without rows. */
export function bestConstant(classes: readonly string[], confusion: Confusion): BestConstant | null {
  const actual = (label: string): number =>
    Object.hasOwn(confusion, label) ? Object.values(confusion[label]!).reduce((sum, n) => sum + n, 0) : 0;
  const rows = Object.keys(confusion).reduce((sum, label) => sum + actual(label), 0);
  if (rows === 0) return null;
  const best = classes.reduce((a, b) => (actual(b) > actual(a) ? b : a));
  return { class: best, accuracy: actual(best) / rows };
}
