import { dateOfKey, reportKey, reportPageKey, reportsPrefix } from '../archive/keys.ts';
import { listAll } from '../archive/list-all.ts';
import { rolling } from '../feedback/recent.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { addDays, dateOf } from '../nightly/dates.ts';
import type { Report } from '../nightly/report.ts';
import { getJson } from '../nightly/stored.ts';
import { readGauges } from '../nightly/stored-gauges.ts';
import type { Store } from '../store/store.ts';
import type { Monitor } from './answer.ts';
import { grafanaLink } from './grafana-link.ts';
import { lastRun } from './last-run.ts';
import { latestReport } from './latest-report.ts';
import { rollingAccuracy } from './rolling-accuracy.ts';

/** Reports that are older are not looked for: two keys a day fit one page of a listing. */
const LISTED_DAYS = 366;

/**
 * How a model is doing, by two GETs (newest report, last run) and two LISTs (reports, recent outcomes) whatever the
 * days that are asked for.
 * @param now milliseconds since the epoch
 * @throws StoreUnavailableError
 */
export async function readMonitor(
  store: Store,
  { name, version }: ModelDefinition,
  { days, now, grafana }: { days: number; now: number; grafana: string | undefined },
): Promise<Monitor> {
  const since = `${reportsPrefix(name)}dt=${addDays(dateOf(now), -LISTED_DAYS)}`;
  const [entries, gauges, window] = await Promise.all([
    listAll(store, reportsPrefix(name), since),
    readGauges(store, name),
    rolling(store, name),
  ]);
  const keys = new Set(entries.map(({ key }) => key));
  const dates = [...new Set([...keys].map(dateOfKey).filter((date) => date !== undefined))];
  const newest = dates.findLast((date) => keys.has(reportKey(name, date)));
  const report = newest === undefined ? undefined : await getJson<Report>(store, reportKey(name, newest));
  const pages = dates.filter((date) => keys.has(reportPageKey(name, date)));
  return {
    model: name,
    version,
    grafana_url: grafanaLink(grafana, name),
    last_run: lastRun(gauges?.samples ?? []),
    rolling: rollingAccuracy(window),
    latest: report ? latestReport(report, days, new Set(dates)) : null,
    reports: pages.reverse().map((date) => ({ date, url: `/monitor/${name}/reports/${date}` })),
  };
}
