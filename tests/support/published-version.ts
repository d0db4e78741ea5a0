import type { ModelDefinition } from '../../lib/model/definition.ts';
import { openAllPublished } from '../../lib/model/open-published.ts';
import { openWhole } from '../../lib/model/published.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { type TestRuntime, temporaryDirectory } from './handler-runtime.ts';
import { copyModel } from './model-folder.ts';

/** A folder of the loan model as another version, or under another name, changed as a test wants it. */
export const versionFolder = async (
  version: string,
  change: Partial<ModelDefinition> = {},
): Promise<ModelFolder> => copyModel('loan-approval', await temporaryDirectory(), { version, ...change });

/** The classes that the loan model has, with other names. */
export const RENAMED = { classes: ['no', 'yes'], positive_class: 'yes' };

/** The runtime of an environment that starts now, with what is published. */
export async function publishedRuntime(runtime: TestRuntime): Promise<TestRuntime> {
  const models = await openAllPublished(runtime.store, runtime.logger, openWhole);
  const definitions = [...models.values()].map(({ definition }) => definition);
  return { ...runtime, config: { ...runtime.config, modelSource: 's3' }, models, definitions };
}
