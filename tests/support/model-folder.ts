import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { type ModelFolder, readModels } from '../../lib/model/registry.ts';
import { formatReference } from '../../lib/profile/format-reference.ts';
import { holdoutReference } from '../../lib/profile/holdout-reference.ts';
import { withHash } from '../../lib/profile/reference.ts';
import { ROOT } from './handler-sources.ts';

/** A copy of a model of the project below `directory`, with these changes and a reference that fits them. */
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
  const copied = (await readModels(directory)).get(name)!;
  if (change.threshold !== undefined)
    await writeFile(join(folder, 'reference.json'), await referenceText(copied));
  return copied;
}

const made = new Map<string, string>();

/** As `npm run baseline` makes it: what a model is compared to follows from what it answers. Once for each definition. */
async function referenceText(folder: ModelFolder): Promise<string> {
  const key = JSON.stringify(folder.definition);
  const text = made.get(key) ?? formatReference(await holdoutReference(folder));
  made.set(key, text);
  return text;
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
