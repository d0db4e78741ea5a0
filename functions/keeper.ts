import { pruneRecent, rolling } from '../lib/feedback/recent.ts';
import { publishRolling } from '../lib/feedback/rolling-gauges.ts';
import { Attempts } from '../lib/keeper/attempts.ts';
import { GatewayState } from '../lib/keeper/gateway-state.ts';
import { goneGroups } from '../lib/keeper/gone.ts';
import { withLease } from '../lib/keeper/lease.ts';
import { type KeptLog, keepSlots, type SlotsReport } from '../lib/keeper/slots.ts';
import { type RestoredGauges, restoreGauges } from '../lib/keeper/stored-gauges.ts';
import { KEEPER_GAUGES } from '../lib/metrics/catalogue-keeper.ts';
import { gaugeText } from '../lib/metrics/exposition.ts';
import type { GaugeGroup } from '../lib/metrics/gauge-group.ts';
import { type Group, groupPath, type Pushgateway } from '../lib/metrics/pushgateway.ts';
import type { Sample } from '../lib/metrics/sample.ts';
import type { VersionWatch } from '../lib/model/version-watch.ts';
import { pruneReviewed } from '../lib/review/reviewed.ts';
import type { Logger } from '../lib/runtime/logger.ts';
import { openKeeper } from '../lib/runtime/open-keeper.ts';
import { wire } from '../lib/runtime/wire.ts';
import type { Store } from '../lib/store/store.ts';

export interface KeeperDependencies {
  models: ReadonlySet<string>;
  store: Store;
  /** Undefined when there is none to keep. */
  gateway: Pushgateway | undefined;
  logs: readonly KeptLog[];
  /** Where gauges of a model are published, by the function that writes them. */
  gauges: ReadonlyMap<string, GaugeGroup>;
  logger: Logger;
  /** Undefined where models do not change while an environment lives. */
  watch: VersionWatch | undefined;
}

export interface KeeperReport extends RestoredGauges {
  slots: Record<string, SlotsReport>;
  deleted: Group[];
}

/** A scrape of a large gateway takes longer than a push may. */
const SCRAPE_TIMEOUT_MS = 5_000;

/** Every five minutes: makes the gateway show what the store holds, and slots exist ahead of need. */
export function createHandler(dependencies: KeeperDependencies) {
  const { models, store, gateway, logs, gauges, logger, watch } = dependencies;
  return async (_event: unknown): Promise<KeeperReport | { skipped: string }> => {
    if (!gateway) return { skipped: 'no Pushgateway is configured' };
    await watch?.check();
    const report = await withLease(store, () => keep(gateway));
    if (report) logger('info', 'keeper finished', { ...report });
    return report ?? { skipped: 'another keeper is running' };
  };

  async function keep(gateway: Pushgateway): Promise<KeeperReport> {
    const state = new GatewayState(await gateway.metrics(SCRAPE_TIMEOUT_MS));
    const attempts = new Attempts();
    const slots: Record<string, SlotsReport> = {};
    for (const log of logs) {
      const { functionName } = log.environment;
      const kept = await attempts.try(`slots of ${functionName}`, () => keepSlots(log, state));
      if (kept) slots[functionName] = kept;
    }
    const gaugesRestored = await restoreGauges(store, gauges, state, models, attempts);
    const feedback = gauges.get('feedback');
    for (const model of feedback ? models : []) {
      await attempts.try(`rolling accuracy of ${model}`, async () => {
        await publishRolling(store, feedback!, model, await rolling(store, model));
        await pruneRecent(store, model);
      });
    }
    for (const model of models)
      await attempts.try(`reviews of ${model}`, () => pruneReviewed(store, model, Date.now()));
    const known = new Map(Object.entries(slots).map(([job, kept]) => [job, new Set(kept.slots)]));
    const jobs = new Set([...known.keys(), ...gauges.keys()]);
    const deleted = goneGroups(state.groups, models, known, jobs);
    for (const group of deleted)
      await attempts.try(`deleting ${groupPath(group)}`, () => gateway.delete(group));
    attempts.end();
    await gateway.put({ job: 'keeper' }, await gaugeText(KEEPER_GAUGES, samples(slots)));
    return { slots, ...gaugesRestored, deleted };
  }
}

function samples(slots: Record<string, SlotsReport>): Sample[] {
  const counts = Object.entries(slots).flatMap(([name, { slots: known, inUse }]) => [
    { name: 'driftgate_slots', labels: { function: name, state: 'known' }, value: known.length },
    { name: 'driftgate_slots', labels: { function: name, state: 'in_use' }, value: inUse },
  ]);
  return [...counts, { name: 'keeper_last_success_timestamp_seconds', labels: {}, value: Date.now() / 1000 }];
}

export const handler = wire(openKeeper, createHandler);
