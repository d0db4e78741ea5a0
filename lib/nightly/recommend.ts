import { reportKey } from '../archive/keys.ts';
import { announceOnce } from '../events/announce.ts';
import type { NightlyDependencies } from './job.ts';
import type { Report } from './report.ts';

const TYPE = 'driftgate.retrain-recommended';

/** Where a recommendation is recorded. */
export const recommendationKey = (model: string, date: string): string =>
  `events/retrain-recommended/model=${model}/dt=${date}.json`;

/** Tells others, once for each model and day, when the decision is to retrain. */
export async function recommend(
  { store, events, logger }: Pick<NightlyDependencies, 'store' | 'events' | 'logger'>,
  { model, date, decision, definition, headline }: Report,
): Promise<void> {
  if (decision.decision !== 'retrain') return;
  const isNew = await announceOnce(store, events, recommendationKey(model, date), {
    type: TYPE,
    resource: reportKey(model, date),
    detail: { model, version: definition.version, date, headline, reasons: decision.reasons },
  });
  if (isNew) logger('warn', 'retraining recommended', { model, date, reasons: decision.reasons });
}
