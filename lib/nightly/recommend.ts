import { reportKey } from '../archive/keys.ts';
import { announceOnce } from '../events/announce.ts';
import { addDays } from './dates.ts';
import type { NightlyDependencies } from './job.ts';
import type { Report } from './report.ts';

/** Yesterday, and the day before when its log changed since. */
const RECENT_DAYS = 2;
const TYPE = 'driftgate.retrain-recommended';

/** Where a recommendation is recorded. */
export const recommendationKey = (model: string, date: string): string =>
  `events/retrain-recommended/model=${model}/dt=${date}.json`;

/**
 * Tells others, once for each model and day, when the decision is to retrain. What a backfill finds of days long gone is
 * recorded, but nobody is to act on it now.
 */
export async function recommend(
  { store, events, logger }: Pick<NightlyDependencies, 'store' | 'events' | 'logger'>,
  { model, date, decision, definition, headline }: Report,
  today: string,
): Promise<void> {
  if (decision.decision !== 'retrain') return;
  const isRecent = date >= addDays(today, -RECENT_DAYS);
  const isNew = await announceOnce(store, isRecent ? events : undefined, recommendationKey(model, date), {
    type: TYPE,
    resource: reportKey(model, date),
    detail: { model, version: definition.version, date, headline, reasons: decision.reasons },
  });
  if (isNew) logger('warn', 'retraining recommended', { model, date, reasons: decision.reasons });
}
