/**
 * Publishes a model into the store that DRIFTGATE_STORE names, for functions with DRIFTGATE_MODEL_SOURCE=s3. Running
 * environments serve it within about half a minute.
 *
 *   npm run publish-model -- --model <name> [--rollback]
 */
import { parseArgs } from 'node:util';
import { readConfig } from '../lib/config.ts';
import { publish, rollback } from '../lib/model/publish.ts';
import { readModels } from '../lib/model/registry.ts';
import { openStore } from '../lib/store/open.ts';

const { values } = parseArgs({
  options: { model: { type: 'string' }, rollback: { type: 'boolean', default: false } },
});
try {
  const config = readConfig();
  const models = await readModels(config.modelsDirectory);
  const folder = models.get(values.model ?? '');
  if (!values.model || (!folder && !values.rollback))
    throw new Error(
      `--model: expected one of ${[...models.keys()].join(', ')}, got ${values.model ?? 'nothing'}`,
    );
  const store = await openStore(config.store);
  const { version, previous } = values.rollback
    ? await rollback(store, values.model)
    : await publish(store, folder!);
  console.log(`${values.model}: ${version} is current, ${previous?.version ?? 'nothing'} was before`);
} catch (error) {
  console.error(`publish-model: ${(error as Error).message}`);
  process.exitCode = 2;
}
