import { type Bins, type FeatureBins, FIRST_CATEGORY, MISSING, OTHER, RARE } from './bins.ts';
import type { Column } from './columns.ts';
import { GROUPS, groupsOfBins, pairsOf } from './groups.ts';
import { element, type LabelSource, labelErrors } from './label-sql.ts';
import { doubleLiteral, identifier, literal } from './sql-text.ts';

/** What a profile is taken of: `from` is a relation with the archive's columns. */
export interface ProfileSource {
  from: string;
  columns: readonly Column[];
  /** The model's classes, where the relation has a column `actual`; with more than two, also `probabilities`. */
  labels?: LabelSource;
}

/**
 * The profile of a relation, in one scan: a row per version, predicted class, actual class and score bin with the
 * number of rows, the sum of scores and a histogram of each feature's bins. `foldProfiles` adds the rows up.
 *
 * The same text runs on DuckDB (with what duckdb.ts adds to it) and on Trino/Athena. Therefore doubles have exponents,
 * sums are decimals (a sum of doubles depends on the order), and NaN never reaches `width_bucket`.
 */
export function profileSql(bins: Bins, { from, columns, labels }: ProfileSource): string {
  const profiled = profiledColumns(bins, columns);
  const inner = profiled.map(({ column, bins: b }, i) => [
    `f${i}`,
    binSql(identifier(column.name), b, column),
  ]);
  const histograms = profiled.map((_, i) => `f${i}`);
  const sums = ['u'];
  let binned = select(
    [
      ['version', 'version'],
      ['label', 'label'],
      ['actual', labels ? 'actual' : 'CAST(NULL AS VARCHAR)'],
      ['s', binSql('score', bins.score, SCORE)],
      ['u', billionths('score')],
      ...inner,
      ...(labels ? labelColumns(bins, labels) : []),
    ],
    from,
  );
  if (labels) {
    sums.push('e', 'l');
    histograms.push(...classesOf(bins).map((_, i) => `c${i}`));
    const position = new Map(profiled.map(({ column }, i) => [column.feature, i]));
    const groups = bins.paired.map((name, i) => [`g${i}`, groupSql(bins, name, position.get(name)!)]);
    const pairs = pairedPositions(bins).map(([a, b], i) => [`p${i}`, `g${a} * ${GROUPS} + g${b}`]);
    histograms.push(...pairs.map(([name]) => name!));
    binned = select([['*'], ...pairs], `(${select([['*'], ...groups], `(${binned}) AS binned`)}) AS grouped`);
  }
  const totals = [
    ...sums.map((name) => [name, `CAST(sum(${name}) AS VARCHAR)`]),
    ...histograms.map((name) => [name, `CAST(histogram(${name}) AS JSON)`]),
  ];
  const keys = 'version, label, actual, s';
  return `${select([[keys], ['n', 'count(*)'], ...totals], `(${binned}) AS rows_of_it`)}\nGROUP BY ${keys}`;
}

/** `[alias, expression]`, or `[text]` as it is. */
const select = (columns: readonly (readonly string[])[], from: string): string =>
  `SELECT\n${columns.map(([name, of]) => `  ${of === undefined ? name : `${of} AS ${name}`}`).join(',\n')}\nFROM ${from}`;

const billionths = (x: string): string => `CAST(round((${x}) * 1E9) AS DECIMAL(38, 0))`;

function labelColumns(bins: Bins, labels: LabelSource): string[][] {
  const { squaredError, logLoss } = labelErrors(labels);
  return [
    ['e', billionths(squaredError)],
    ['l', billionths(logLoss)],
    ...classesOf(bins).map((of, i) => [
      `c${i}`,
      binSql(element(labels.classes.indexOf(of)), bins.classes![of]!, SCORE),
    ]),
  ];
}

/** Where the bins of classes are, their order is that of the columns `c0`, `c1` … */
export const classesOf = (bins: Bins): string[] => Object.keys(bins.classes ?? {});

/** Positions in `bins.paired`, in the order of the columns `p0`, `p1` … */
const pairedPositions = (bins: Bins): [number, number][] =>
  pairsOf(bins.paired).map(([a, b]) => [bins.paired.indexOf(a), bins.paired.indexOf(b)]);

const groupSql = (bins: Bins, name: string, position: number): string =>
  `ARRAY[${groupsOfBins(bins.features[name]!).join(', ')}][f${position} + ${1 - MISSING}]`;

const SCORE: Column = { feature: '', name: 'score', type: 'DOUBLE' };

/** The features that have both bins and a column, in the order of the columns: `f0`, `f1` … of the text. */
export const profiledColumns = (bins: Bins, columns: readonly Column[]) =>
  columns.flatMap((column) => {
    const of = Object.hasOwn(bins.features, column.feature) ? bins.features[column.feature] : undefined;
    return of ? [{ column, bins: of }] : [];
  });

function binSql(x: string, bins: FeatureBins, { type }: Column): string {
  const missing = type === 'DOUBLE' ? `${x} IS NULL OR is_nan(${x})` : `${x} IS NULL`;
  return `CASE WHEN ${missing} THEN ${MISSING} ${bins.kind === 'numeric' ? numericSql(x, bins.edges) : categoricalSql(x, bins)} END`;
}

const numericSql = (x: string, edges: readonly number[]): string =>
  edges.length === 0 ? 'ELSE 0' : `ELSE width_bucket(${x}, ARRAY[${edges.map(doubleLiteral).join(', ')}])`;

function categoricalSql(x: string, { categories, rare }: FeatureBins & { kind: 'categorical' }): string {
  const cases = categories.map((value, i) => `WHEN ${x} = ${literal(value)} THEN ${FIRST_CATEGORY + i}`);
  if (rare.length > 0) cases.push(`WHEN ${x} IN (${rare.map(literal).join(', ')}) THEN ${RARE}`);
  return [...cases, `ELSE ${OTHER}`].join(' ');
}
