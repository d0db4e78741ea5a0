import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NIGHTLY_GAUGES } from '../metrics/catalogue-nightly.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import type { GaugePublisher } from '../metrics/sample.ts';
import { textOfArtefact } from '../model/registry.ts';
import type { MonitoredModel } from '../nightly/job.ts';
import { parseReference } from '../profile/reference.ts';
import { loadReference } from '../profile/stored-reference.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import { JOB, openRuntime, type Runtime } from './open.ts';

/** Opens the function `nightly`. @throws Error when a model has no reference. */
export async function openNightly(given?: Runtime) {
  const { gateway, store, models: folders, logger } = given ?? (await openRuntime(JOB));
  const models = new Map<string, MonitoredModel>();
  for (const [name, folder] of folders) {
    const { definition, directory } = folder;
    const path = join(directory, 'reference.json');
    const text = await textOfArtefact(folder, 'reference.json').catch((cause: unknown) => {
      throw new Error(
        `expected the reference of ${name} at ${path}; npm run baseline -- --model ${name} makes it`,
        { cause },
      );
    });
    const stored = await loadReference(store, definition).catch((error: unknown) => {
      if (error instanceof StoreUnavailableError) throw error;
      logger('error', 'the reference in the store cannot be read; that of the model is used', {
        model: name,
        error,
      });
      return undefined;
    });
    models.set(name, { definition, reference: stored ?? parseReference(text, path) });
  }
  const gauges: GaugePublisher = gateway
    ? new GaugeGroup(gateway, 'nightly', NIGHTLY_GAUGES)
    : { publish: async () => undefined };
  return { store, models, gauges, now: Date.now, logger, tmp: tmpdir() };
}
