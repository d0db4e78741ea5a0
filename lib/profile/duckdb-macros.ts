/** Most edges that numeric bins can have: 100 quantiles, one above, one more, two for each value of at least 1 %. */
const MOST_EDGES = 320;
const STEP = 16;

/**
 * What DuckDB lacks of the functions that the profile's text uses. `width_bucket` counts the edges at or below x: a
 * decision tree over every 16th edge, all constants, then the up to 15 edges from there one by one (five times as fast
 * as all one by one). An index past the end is NULL, which compares as false.
 */
export const DUCKDB_MACROS = [
  'CREATE TEMP MACRO is_nan(x) AS isnan(x)',
  `CREATE TEMP MACRO width_bucket(x, edges) AS ${tree(0, MOST_EDGES / STEP)} +
    len(list_filter(edges[${tree(0, MOST_EDGES / STEP)} + 1:${tree(0, MOST_EDGES / STEP)} + ${STEP - 1}], lambda edge: edge <= x))`,
];

/** How many edges are surely at or below x, knowing that it is `STEP` times a number in [low, high]. */
function tree(low: number, high: number): string {
  if (low === high) return String(low * STEP);
  const middle = Math.ceil((low + high) / 2);
  return `CASE WHEN x >= edges[${middle * STEP}] THEN ${tree(middle, high)} ELSE ${tree(low, middle - 1)} END`;
}
