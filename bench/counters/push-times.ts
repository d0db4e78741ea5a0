import { join } from 'node:path';
import { startServices } from '../../infra/local/services.ts';
import { emptyTotals } from '../../lib/log/totals.ts';
import { PREDICT_METRICS } from '../../lib/metrics/catalogue-log.ts';
import { Exposition } from '../../lib/metrics/exposition.ts';
import { Pushgateway } from '../../lib/metrics/pushgateway.ts';
import { predictSeeds } from '../../lib/metrics/seeds.ts';
import { readModels } from '../../lib/model/registry.ts';
import { ownPrograms } from '../support/own-programs.ts';
import { median } from '../support/report.ts';

const PUSHES = 40;

/** Median time of one push of a slot, in ms, to a gateway that holds so many groups. */
export async function pushTimes(
  root: string,
  directory: string,
  consistencyCheck: boolean,
): Promise<{ groups: number; ms: number; series: number }[]> {
  const definitions = [...(await readModels(join(root, 'models'))).values()].map(
    ({ definition }) => definition,
  );
  const text = await new Exposition(Object.values(PREDICT_METRICS), predictSeeds(definitions)).text(
    emptyTotals(),
  );
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  const services = await startServices({
    names: ['pushgateway'],
    root,
    directory: join(directory, `push-times-${consistencyCheck}`),
    environment: ownPrograms(),
    log: () => undefined,
    ports: 'free',
    consistencyCheck,
  });
  try {
    const gateway = new Pushgateway({ url: services.pushgateway.url, timeoutMs: 10_000 });
    const times = [];
    let filled = 0;
    for (const groups of [1, 100, 1000]) {
      for (; filled < groups; filled++) await gateway.put({ job: 'predict', slot: String(filled) }, text);
      const measured = [];
      for (let i = 0; i < PUSHES; i++) {
        const started = performance.now();
        await gateway.put({ job: 'predict', slot: '0' }, text);
        measured.push(performance.now() - started);
      }
      times.push({ groups, ms: median(measured), series });
    }
    return times;
  } finally {
    await services.stop();
  }
}
