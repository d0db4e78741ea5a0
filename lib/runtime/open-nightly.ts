import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NIGHTLY_GAUGES } from '../metrics/catalogue-nightly.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import { Pushgateway } from '../metrics/pushgateway.ts';
import type { GaugePublisher } from '../metrics/sample.ts';
import type { MonitoredModel } from '../nightly/job.ts';
import { parseReference } from '../profile/reference.ts';
import { openRuntime, type Runtime } from './open.ts';

/** Nobody waits for the job, so its pushes may take longer than those of a request. */
const PUSH_TIMEOUT_MS = 5_000;

/** Opens the function `nightly`. @throws Error when a model has no reference. */
export async function openNightly(given?: Runtime) {
  const { config, store, models: folders, logger } = given ?? (await openRuntime());
  const models = new Map<string, MonitoredModel>();
  for (const [name, { definition, directory }] of folders) {
    const path = join(directory, 'reference.json');
    const text = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw new Error(
        `expected the reference of ${name} at ${path}; npm run baseline -- --model ${name} makes it`,
        { cause },
      );
    });
    models.set(name, { definition, reference: parseReference(text, path) });
  }
  const { pushgateway } = config;
  const gauges: GaugePublisher = pushgateway
    ? new GaugeGroup(
        new Pushgateway({ ...pushgateway, timeoutMs: PUSH_TIMEOUT_MS }),
        'nightly',
        NIGHTLY_GAUGES,
      )
    : { publish: async () => undefined };
  return { store, models, gauges, now: Date.now, logger, tmp: tmpdir() };
}
