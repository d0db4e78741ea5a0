import { forEachConcurrently } from '../archive/concurrency.ts';
import { rolling } from '../feedback/recent.ts';
import { publishRolling } from '../feedback/rolling-gauges.ts';
import type { GaugePublisher } from '../metrics/sample.ts';
import type { FunctionLog } from '../runtime/function-log.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Store } from '../store/store.ts';
import type { RecentWindow } from './recent-window.ts';

const CONCURRENCY = 16;

export interface RollDependencies {
  store: Store;
  log: Pick<FunctionLog, 'countStoreFailure'>;
  gauges: GaugePublisher | undefined;
  logger: Logger;
}

/**
 * Brings outcomes into the rolling window, again where they are taken again, as the first attempt may have ended before;
 * returns what publishes the accuracy. The outcomes are durable and counted by now, so a failure here fails nothing: the
 * window lacks them, and the log says so.
 */
export async function rollWindow(
  { store, log, gauges, logger }: RollDependencies,
  window: RecentWindow,
): Promise<Promise<void>[]> {
  const { models } = window;
  const keys = window.keys();
  try {
    await forEachConcurrently(keys, CONCURRENCY, async (key) => {
      await store.put(key, '');
    });
    if (!gauges) return [];
    return await Promise.all(
      models.map(async (model) => {
        const first = await rolling(store, model);
        return { publishing: publishRolling(store, gauges, model, first) };
      }),
    ).then((all) => all.map(({ publishing }) => publishing));
  } catch (error) {
    log.countStoreFailure();
    logger('warn', 'outcomes are missing from the rolling window', { models, keys: keys.length, error });
    return [];
  }
}
