import { forEachConcurrently } from '../archive/concurrency.ts';
import { dateOfKey, reportKey, reportsPrefix } from '../archive/keys.ts';
import { listAll } from '../archive/list-all.ts';
import type { DateRange } from '../nightly/dates.ts';
import type { CohortReport, Report } from '../nightly/report.ts';
import { getJson } from '../nightly/stored.ts';
import { identifier, stringLiteral } from '../profile/sql-text.ts';
import type { Store } from '../store/store.ts';

const CONCURRENCY = 16;

/** Whole numbers, also where no other value of a file has a fraction: a column's type is that of every file. */
const COUNTS: ReadonlySet<string> = new Set(['predictions', 'outcomes', 'labelled', 'correct']);

export type PerformanceRow = Record<string, string | number | null>;

/**
 * How good the predictions of each date were, as the newest report that speaks of them says: an outcome may come long
 * after its prediction. Dates without a report are absent; one without outcomes has its predictions only. Every single
 * value of the report is a column, an interval two.
 */
export async function performanceRows(
  store: Store,
  model: string,
  { from, to }: DateRange,
): Promise<PerformanceRow[]> {
  const dates = (await listAll(store, reportsPrefix(model)))
    .filter(({ key }) => key.endsWith('/report.json'))
    .map(({ key }) => dateOfKey(key)!)
    .filter((date) => date >= from);
  const reports = new Map<string, Report>();
  await forEachConcurrently(dates, CONCURRENCY, async (date) => {
    reports.set(date, (await getJson<Report>(store, reportKey(model, date)))!);
  });
  const newest = new Map<string, CohortReport>();
  for (const date of dates.sort())
    for (const cohort of reports.get(date)!.performance.cohorts) newest.set(cohort.date, cohort);
  return dates
    .filter((date) => date <= to)
    .map((date) => {
      const { counts } = reports.get(date)!;
      return { date, predictions: counts.predictions, outcomes: 0, ...flat(newest.get(date) ?? {}) };
    });
}

/** Single values as they are, an interval as its ends; what is neither is left out. */
function flat(of: object): PerformanceRow {
  const row: PerformanceRow = {};
  for (const [name, value] of Object.entries(of)) {
    if (value === null || typeof value === 'number' || typeof value === 'string') row[name] = value;
    else if (Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === 'number'))
      Object.assign(row, { [`${name}_low`]: value[0], [`${name}_high`]: value[1] });
  }
  return row;
}

/** The rows as a query over a file of them, with the columns that any of them has. */
export function performanceQuery(rows: readonly PerformanceRow[], file: string): string {
  const types = new Map<string, 'VARCHAR' | 'DOUBLE' | 'BIGINT'>();
  for (const row of rows)
    for (const [name, value] of Object.entries(row))
      if (types.get(name) !== 'VARCHAR') types.set(name, typeOf(name, value));
  const columns = [...types]
    .map(([name, type]) => `${stringLiteral(name)}: ${stringLiteral(type)}`)
    .join(', ');
  const select = [...types.keys()].map(identifier).join(', ');
  return `SELECT ${select} FROM read_json(${stringLiteral(file)}, format = 'newline_delimited', columns = {${columns}})`;
}

const typeOf = (name: string, value: PerformanceRow[string]): 'VARCHAR' | 'DOUBLE' | 'BIGINT' =>
  typeof value === 'string' ? 'VARCHAR' : COUNTS.has(name) ? 'BIGINT' : 'DOUBLE';
