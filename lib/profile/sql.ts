import { type Bins, type FeatureBins, FIRST_CATEGORY, MISSING, OTHER, RARE } from './bins.ts';
import type { Column } from './columns.ts';
import { doubleLiteral, identifier, literal } from './sql-text.ts';

/** What a profile is taken of: `from` is a relation with the archive's columns. */
export interface ProfileSource {
  from: string;
  columns: readonly Column[];
  /** The relation has a column `actual`. */
  labelled: boolean;
}

/**
 * The profile of a relation, in one scan: a row per version, predicted class, actual class and score bin with the
 * number of rows, the sum of scores and a histogram of each feature's bins. `foldProfiles` adds the rows up.
 *
 * The same text runs on DuckDB (with the macros of duckdb-macros.ts) and on Trino/Athena. Therefore doubles have
 * exponents, sums are decimals (a sum of doubles depends on the order), and NaN never reaches `width_bucket`.
 */
export function profileSql(bins: Bins, { from, columns, labelled }: ProfileSource): string {
  const profiled = profiledColumns(bins, columns);
  const inner = profiled.map(
    ({ column, bins: b }, i) => `    ${binSql(identifier(column.name), b, column)} AS f${i}`,
  );
  const outer = profiled.map((_, i) => `  CAST(histogram(f${i}) AS JSON) AS f${i}`);
  return [
    'SELECT',
    ['  version, label, actual, s', '  count(*) AS n', '  CAST(sum(u) AS VARCHAR) AS u', ...outer].join(
      ',\n',
    ),
    'FROM (',
    '  SELECT',
    [
      `    version, label, ${labelled ? 'actual' : 'CAST(NULL AS VARCHAR) AS actual'}`,
      `    ${binSql('score', bins.score, SCORE)} AS s`,
      '    CAST(round(score * 1E9) AS DECIMAL(38, 0)) AS u',
      ...inner,
    ].join(',\n'),
    `  FROM ${from}`,
    ') AS binned',
    'GROUP BY version, label, actual, s',
  ].join('\n');
}

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
