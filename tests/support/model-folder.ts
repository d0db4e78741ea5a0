import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { type ModelFolder, readModels } from '../../lib/model/registry.ts';
import { withHash } from '../../lib/profile/reference.ts';
import { ROOT } from './handler-sources.ts';

/** A copy of a model of the project below `directory`, with these changes and a reference that says the same version. */
export async function copyModel(
  of: string,
  directory: string,
  change: Partial<ModelDefinition>,
): Promise<ModelFolder> {
  const name = change.name ?? of;
  const folder = join(directory, name);
  await cp(join(ROOT, 'models', of), folder, { recursive: true });
  const path = join(folder, 'model.json');
  const definition = { ...JSON.parse(await readFile(path, 'utf8')), ...change } as ModelDefinition;
  // They are of the classes and ranges that were.
  if (change.classes && !change.class_names) delete definition.class_names;
  if (change.features && !change.examples) delete definition.examples;
  await writeFile(path, JSON.stringify(definition));
  await rewriteReference(folder, { model: name, version: definition.version });
  return (await readModels(directory)).get(name)!;
}

/** Changes the reference of a folder, with a hash that is right. */
export async function rewriteReference(
  folder: string,
  change: { model?: string; version?: string },
): Promise<void> {
  const path = join(folder, 'reference.json');
  const { hash: _, ...contents } = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify(withHash({ ...contents, ...change })));
}
