import { equalMassGroups } from '../statistics/equal-mass.ts';

/**
 * About ten ranges of the score with equal numbers of rows, bins [from, to), cut where the answer changes: on both sides
 * of the decision threshold accuracy means something else. Only ranges with rows.
 */
export function scoreStrata(rows: readonly number[], eventFrom: number): [from: number, to: number][] {
  return equalMassGroups(rows)
    .flatMap(([from, to]): [number, number][] =>
      from < eventFrom && eventFrom < to
        ? [
            [from, eventFrom],
            [eventFrom, to],
          ]
        : [[from, to]],
    )
    .filter(([from, to]) => rows.slice(from, to).some((count) => count > 0));
}
