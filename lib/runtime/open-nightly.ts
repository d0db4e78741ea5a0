import { tmpdir } from 'node:os';
import { EventBridge } from '../events/event-bridge.ts';
import { NIGHTLY_GAUGES } from '../metrics/catalogue-nightly.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import { Prometheus } from '../metrics/prometheus.ts';
import type { GaugePublisher } from '../metrics/sample.ts';
import { putInOrder } from '../model/in-order.ts';
import { validateOnHoldout } from '../model/validate-holdout.ts';
import type { VersionWatch } from '../model/version-watch.ts';
import type { MonitoredModel, NightlyDependencies } from '../nightly/job.ts';
import { monitoredModel } from '../nightly/monitored-model.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import { followModels } from './follow-models.ts';
import { JOB, openRuntime, type Runtime } from './open.ts';

/** Opens the function `nightly`. A model without a reference of its own is refused, and the others go on. */
export async function openNightly(
  given?: Runtime,
): Promise<NightlyDependencies & { watch: VersionWatch | undefined; refresh(): Promise<void> }> {
  const runtime = given ?? (await openRuntime(JOB));
  const { config, gateway, store, logger } = runtime;
  const folders = new Map(runtime.models);
  const models = new Map<string, MonitoredModel>();
  const refused = new Map<string, Error>();
  /** References change without a new version of the model: `npm run baseline -- --from-production`. */
  const refresh = async () => {
    for (const [name, folder] of folders) {
      try {
        putInOrder(models, name, await monitoredModel(store, folder, logger));
        refused.delete(name);
      } catch (error) {
        if (error instanceof StoreUnavailableError) throw error;
        models.delete(name);
        refused.set(name, error as Error);
      }
    }
  };
  await refresh();
  const watch = followModels(runtime, async (folder) => {
    const { name } = folder.definition;
    const model = await monitoredModel(store, folder, logger);
    return () => {
      folders.set(name, folder);
      refused.delete(name);
      putInOrder(models, name, model);
    };
  });
  const gauges: GaugePublisher = gateway
    ? new GaugeGroup(gateway, 'nightly', NIGHTLY_GAUGES)
    : { publish: async () => undefined };
  const { prometheus, scrapeIntervalMs } = config;
  return {
    store,
    models,
    refused,
    gauges,
    secondReviewShare: config.secondReviewShare,
    prometheus: prometheus && new Prometheus({ ...prometheus, scrapeIntervalMs }),
    validate: (name) => validateOnHoldout(folders.get(name)!),
    events: config.eventBus === undefined ? undefined : new EventBridge(config.eventBus),
    now: Date.now,
    logger,
    tmp: tmpdir(),
    watch,
    refresh,
  };
}
