import { createHandler as createModels } from '../../functions/models.ts';
import { createHandler as createMonitor } from '../../functions/monitor.ts';
import { createHandler as createPage } from '../../functions/page.ts';
import { readModels } from '../../lib/model/registry.ts';
import { addDays, datesFrom } from '../../lib/nightly/dates.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { folderReference } from '../../lib/profile/folder-reference.ts';
import { openModels } from '../../lib/runtime/open-models.ts';
import { openMonitor } from '../../lib/runtime/open-monitor.ts';
import { builtPage } from './built-page.ts';
import { temporaryDirectory, testRuntime } from './handler-runtime.ts';
import { MemoryStore } from './memory-store.ts';
import { writeModelDays } from './model-days.ts';
import { ModelNights } from './model-nights.ts';
import { serveWeb } from './web-handlers.ts';
import type { Looked } from './web-page.ts';

export const MODEL = 'loan-refinance';
export const LAST = '2026-12-20';
/** Of its days it has no log of this one. */
export const MISSING = addDays(LAST, -4);
/** When the nightly job ran, and when somebody looks at what it found. */
export const NIGHT = `${addDays(LAST, 1)}T01:15:00Z`;
const NOW = Date.parse(`${addDays(LAST, 1)}T09:00:00Z`);
export const PER_DAY = 250;
export const DASHBOARD = 'https://grafana.example/d/driftgate-drift';

export interface MonitoredPage extends Looked {
  store: MemoryStore;
  /** Of the last day. */
  report: Report;
  end(): Promise<void>;
}

/** The page over a week of a model, of whose last days inputs drift and answers are worse; outcomes mature in two days. */
export async function startMonitoredPage(): Promise<MonitoredPage> {
  const store = new MemoryStore();
  const models = await readModels('models');
  const found = models.get(MODEL)!;
  const folder = { ...found, definition: { ...found.definition, outcome_maturity_days: 2 } };
  const dates = datesFrom(addDays(LAST, -8), LAST).filter((date) => date !== MISSING);
  await writeModelDays(store, {
    folder,
    dates,
    perDay: PER_DAY,
    change: (of, date) =>
      date > addDays(LAST, -2) ? { ...of, credit_score: (of.credit_score as number) - 110 } : of,
    flipped: (date) => (date > addDays(LAST, -3) ? 0.15 : 0),
  });
  const model = { definition: folder.definition, reference: await folderReference(found) };
  const nights = new ModelNights(store, folder, model, await temporaryDirectory());
  await nights.run({ from: dates[0], to: addDays(MISSING, -1) }, NIGHT);
  await nights.run({ from: addDays(MISSING, 1), to: LAST }, NIGHT);

  const definitions = [...models.values()].map(({ definition }) => definition);
  const runtime = { ...(await testRuntime({ store, grafana: DASHBOARD })), models, definitions };
  const looked = await serveWeb({
    models: createModels(await openModels(runtime)),
    monitor: createMonitor({ ...(await openMonitor(runtime)), now: () => NOW }),
    page: createPage(await builtPage()),
  });
  return { ...looked, store, report: nights.report(LAST) };
}
