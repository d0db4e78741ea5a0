import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandler } from '../../functions/nightly.ts';
import { readModels } from '../../lib/model/registry.ts';
import { validateOnHoldout } from '../../lib/model/validate-holdout.ts';
import { addDays, datesFrom } from '../../lib/nightly/dates.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { folderReference } from '../../lib/profile/folder-reference.ts';
import { ROOT } from './handler-sources.ts';
import { MemoryStore } from './memory-store.ts';
import { type ModelDays, writeModelDays } from './model-days.ts';

export const LAST = '2026-12-20';

export interface ModelReport {
  report: Report;
  page: string;
  /** Does the days again. */
  again(): Promise<{ report: string; page: string }>;
}

/** The report of the last of `days` days of traffic, by the real job; outcomes are mature after two days. */
export async function modelReport(
  model: string,
  days: number,
  traffic: Omit<ModelDays, 'folder' | 'dates'>,
): Promise<ModelReport> {
  const found = (await readModels(join(ROOT, 'models'))).get(model)!;
  const folder = { ...found, definition: { ...found.definition, outcome_maturity_days: 2 } };
  const dates = datesFrom(addDays(LAST, 1 - days), LAST);
  const store = new MemoryStore();
  await writeModelDays(store, { ...traffic, folder, dates });
  const reference = await folderReference(found);
  const run = async () => {
    const tmp = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
    try {
      const handler = createHandler({
        store,
        models: new Map([[model, { definition: folder.definition, reference }]]),
        refused: new Map(),
        gauges: { publish: async () => undefined },
        prometheus: undefined,
        validate: () => validateOnHoldout(folder),
        events: undefined,
        secondReviewShare: 0,
        now: () => Date.parse(`${addDays(LAST, 1)}T01:15:00Z`),
        logger: () => undefined,
        tmp,
      });
      await handler({ from: dates[0], to: LAST });
    } finally {
      await rm(tmp, { recursive: true, force: true });
    }
    const beside = `reports/model=${model}/dt=${LAST}/report`;
    return { report: store.text(`${beside}.json`), page: store.text(`${beside}.html`) };
  };
  const { report, page } = await run();
  return { report: JSON.parse(report) as Report, page, again: run };
}
