import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDefinition } from './definition.ts';
import { parseDefinition } from './parse.ts';

export interface ModelFolder {
  definition: ModelDefinition;
  directory: string;
  /** The version that was published before, if any: outcomes of its predictions still come. */
  former?: ModelDefinition | undefined;
  /** Where the artefacts do not lie in the directory: one of them, checked. @throws Error when it is not as published */
  read?(file: string): Promise<Uint8Array>;
}

/** The text of one of the artefacts. */
export const textOfArtefact = async ({ directory, read }: ModelFolder, file: string): Promise<string> =>
  read ? new TextDecoder().decode(await read(file)) : readFile(join(directory, file), 'utf8');

/** Every folder below `directory` that has a model.json, by model name. @throws Error on a definition that is wrong. */
export async function readModels(directory: string): Promise<Map<string, ModelFolder>> {
  const models = new Map<string, ModelFolder>();
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Error(`expected a folder of models at ${directory}: ${(cause as Error).message}`, { cause });
  });
  for (const { name } of entries
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, name, 'model.json');
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) continue;
    const definition = parseDefinition(JSON.parse(text), path);
    if (definition.name !== name)
      throw new Error(`${path}: expected the name "${name}", got "${definition.name}"`);
    models.set(name, { definition, directory: join(directory, name) });
  }
  if (models.size === 0) throw new Error(`expected at least one model.json below ${directory}, got none`);
  return models;
}
