import type { LabelCounts, PairCounts, ProfileCounts } from './profile.ts';

/**
 * The profile of both sets of rows together. @throws RangeError when they were not counted over the same bins, or only
 * one of them is labelled.
 */
export function mergeProfiles(a: ProfileCounts, b: ProfileCounts): ProfileCounts {
  if ((a.labels === undefined) !== (b.labels === undefined)) {
    throw new RangeError('expected both profiles with labels or both without, got one of each');
  }
  return {
    rows: a.rows + b.rows,
    predicted: addNumbers(a.predicted, b.predicted),
    features: addArrays(a.features, b.features),
    score: {
      counts: addArray(a.score.counts, b.score.counts),
      sums: a.score.sums.map((sum, i) => addText(sum, b.score.sums[i]!)),
    },
    ...(a.labels && b.labels ? { labels: addLabels(a.labels, b.labels) } : {}),
  };
}

const addLabels = (a: LabelCounts, b: LabelCounts): LabelCounts => ({
  confusion: combine(a.confusion, b.confusion, addNumbers, {}),
  correct: addArrays(a.correct, b.correct),
  score: combine(a.score, b.score, addArray, undefined),
  score_correct: addArray(a.score_correct, b.score_correct),
  squared_error: addText(a.squared_error, b.squared_error),
  log_loss: addText(a.log_loss, b.log_loss),
  ...(a.classes && b.classes ? { classes: combine(a.classes, b.classes, addClass, undefined) } : {}),
  pairs: a.pairs.map((pair, i) => addPair(pair, b.pairs[i])),
});

const addText = (a: string, b: string): string => String(BigInt(a) + BigInt(b));

type ClassCounts = NonNullable<LabelCounts['classes']>[string];

const addClass = (a: ClassCounts, b: ClassCounts): ClassCounts => ({
  rows: addArray(a.rows, b.rows),
  actual: addArray(a.actual, b.actual),
});

function addPair(a: PairCounts, b: PairCounts | undefined): PairCounts {
  if (a.features.join('\n') !== b?.features.join('\n')) {
    throw new RangeError(`expected counts of the same pairs, got ${a.features} and ${b?.features}`);
  }
  return { features: a.features, rows: addArray(a.rows, b.rows), correct: addArray(a.correct, b.correct) };
}

const addNumbers = (a: Record<string, number>, b: Record<string, number>): Record<string, number> =>
  combine(a, b, (x, y) => x + y, 0);

/** Of the same names on both sides. */
function addArrays(a: Record<string, number[]>, b: Record<string, number[]>): Record<string, number[]> {
  const names = Object.keys(a).sort();
  const others = Object.keys(b).sort();
  if (names.join('\n') !== others.join('\n')) {
    throw new RangeError(`expected profiles of the same features, got ${names} and ${others}`);
  }
  return Object.fromEntries(Object.entries(a).map(([name, counts]) => [name, addArray(counts, b[name]!)]));
}

function addArray(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) {
    throw new RangeError(`expected counts over the same bins, got ${a.length} and ${b.length} of them`);
  }
  return a.map((count, i) => count + b[i]!);
}

/** Keys in order, so that the same sets of rows give the same bytes however they were split. */
function combine<T>(
  a: Record<string, T>,
  b: Record<string, T>,
  add: (x: T, y: T) => T,
  none: T | undefined,
): Record<string, T> {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(
    keys.map((key) => {
      const x = Object.hasOwn(a, key) ? a[key] : none;
      const y = Object.hasOwn(b, key) ? b[key] : none;
      return [key, x === undefined ? y! : y === undefined ? x : add(x, y)];
    }),
  );
}
