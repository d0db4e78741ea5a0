import { type Bins, binCount, MISSING } from './bins.ts';
import type { Column } from './columns.ts';
import { GROUPS, pairsOf } from './groups.ts';
import { mergeProfiles } from './merge.ts';
import type { ProfileCounts } from './profile.ts';
import { classesOf, profiledColumns } from './sql.ts';

/** A row of what `profileSql` answers; `f0`, `f1` … (and `c0` …, `p0` …) are JSON objects from bin to count. */
export type ProfileRow = {
  version: string;
  label: string;
  actual: string | null;
  s: number | bigint;
  n: number | bigint;
  u: string;
  /** Of labelled rows. */
  e?: string;
  l?: string;
} & { [histogram: `${'f' | 'c' | 'p'}${number}`]: string };

/** Profiles by version, in order of version, from the rows of `profileSql` in any order. */
export function foldProfiles(
  bins: Bins,
  columns: readonly Column[],
  rows: readonly ProfileRow[],
): Map<string, ProfileCounts> {
  const profiles = new Map<string, ProfileCounts>();
  for (const row of rows) {
    const counts = profileOfRow(bins, columns, row);
    const known = profiles.get(row.version);
    profiles.set(row.version, known ? mergeProfiles(known, counts) : counts);
  }
  return new Map([...profiles].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function profileOfRow(bins: Bins, columns: readonly Column[], row: ProfileRow): ProfileCounts {
  const n = Number(row.n);
  const scoreBins = binCount(bins.score);
  const score = Number(row.s) - MISSING;
  const features = Object.fromEntries(
    profiledColumns(bins, columns).map(({ column, bins: of }, i) => [
      column.feature,
      histogramCounts(row[`f${i}`]!, binCount(of)),
    ]),
  );
  const counts = at(scoreBins, score, n, 0);
  const { label, actual } = row;
  return {
    rows: n,
    predicted: { [label]: n },
    features,
    score: { counts, sums: at(scoreBins, score, row.u, '0') },
    ...(actual === null
      ? {}
      : {
          labels: {
            confusion: { [actual]: { [label]: n } },
            correct: actual === label ? features : zeros(features),
            score: { [actual]: counts },
            score_correct: actual === label ? counts : counts.map(() => 0),
            squared_error: row.e!,
            log_loss: row.l!,
            ...(bins.classes ? { classes: classCounts(bins, row, actual) } : {}),
            pairs: pairCounts(bins, row, actual === label),
          },
        }),
  };
}

const classCounts = (bins: Bins, row: ProfileRow, actual: string) =>
  Object.fromEntries(
    classesOf(bins).map((label, i) => {
      const rows = histogramCounts(row[`c${i}`]!, binCount(bins.classes![label]!));
      return [label, { rows, actual: label === actual ? rows : rows.map(() => 0) }];
    }),
  );

const pairCounts = (bins: Bins, row: ProfileRow, isCorrect: boolean) =>
  pairsOf(bins.paired).map((features, i) => {
    const rows = histogramCounts(row[`p${i}`]!, GROUPS * GROUPS, 0);
    return { features, rows, correct: isCorrect ? rows : rows.map(() => 0) };
  });

function histogramCounts(json: string, length: number, first = MISSING): number[] {
  const counts = new Array<number>(length).fill(0);
  for (const [bin, count] of Object.entries(JSON.parse(json))) counts[Number(bin) - first] = Number(count);
  return counts;
}

const at = <T>(length: number, index: number, value: T, otherwise: T): T[] =>
  Array.from({ length }, (_, i) => (i === index ? value : otherwise));

const zeros = (features: Record<string, number[]>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(features).map(([name, counts]) => [name, counts.map(() => 0)]));
