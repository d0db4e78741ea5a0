import type { Coverage } from './coverage.ts';
import type { RealisedPerformance } from './realised.ts';

/**
 * Without what too few outcomes of one answer leave open: recall, what follows from it and the area under the curve are
 * null then. Counts stay, as counts of the labelled rows.
 */
export function identifiable(
  realised: RealisedPerformance,
  { not_identifiable: open }: Pick<Coverage, 'not_identifiable'>,
): RealisedPerformance {
  const withoutRecall: Partial<RealisedPerformance> = {
    by_class: Object.fromEntries(
      Object.entries(realised.by_class).map(([label, of]) => [label, { ...of, recall: null, f1: null }]),
    ),
    macro: { ...realised.macro, recall: null, f1: null },
  };
  const withoutArea: Partial<RealisedPerformance> = {
    auc: null,
    auc_by_class: Object.fromEntries(Object.keys(realised.auc_by_class).map((label) => [label, null])),
  };
  return {
    ...realised,
    ...(open.includes('recall') ? withoutRecall : {}),
    ...(open.includes('auc') ? withoutArea : {}),
  };
}
