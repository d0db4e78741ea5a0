/**
 * Publishes a model into the store that DRIFTGATE_STORE names, for functions with DRIFTGATE_MODEL_SOURCE=s3. Running
 * environments serve it within about half a minute.
 *
 *   npm run publish-model -- --model <name> [--rollback]
 */
import { readConfig } from '../lib/config.ts';
import { publish, rollback } from '../lib/model/publish.ts';
import { readModels } from '../lib/model/registry.ts';
import { openStore, PATIENT } from '../lib/store/open.ts';
import { command } from './command.ts';
import { namedModel } from './named-model.ts';

const OPTIONS = { model: { type: 'string' }, rollback: { type: 'boolean' } } as const;

await command('publish-model', '--model <name> [--rollback]', OPTIONS, async ({ model, rollback: back }) => {
  const config = readConfig();
  const models = await readModels(config.modelsDirectory);
  // What is rolled back need not lie here any more.
  const folder = model !== undefined && back ? undefined : namedModel(models, model);
  const store = await openStore(config.store, PATIENT);
  const { version, previous } = folder ? await publish(store, folder) : await rollback(store, model!);
  console.log(`${model}: ${version} is current, ${previous?.version ?? 'nothing'} was before`);
});
