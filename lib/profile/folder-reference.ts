import { join } from 'node:path';
import { type ModelFolder, textOfArtefact } from '../model/registry.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import { parseReference, type Reference } from './reference.ts';

/**
 * The reference that a model's folder brings.
 * @throws Error when there is none or it is not of this model, version and threshold: profiles would be compared to what
 * another model answered; StoreUnavailableError
 */
export async function folderReference(folder: ModelFolder): Promise<Reference> {
  const { name, version, threshold } = folder.definition;
  const path = join(folder.directory, 'reference.json');
  const remedy = `npm run baseline -- --model ${name} makes it`;
  const text = await textOfArtefact(folder, 'reference.json').catch((cause: unknown) => {
    if (cause instanceof StoreUnavailableError) throw cause;
    throw new Error(
      `expected the reference of ${name} at ${path}, got: ${(cause as Error).message}; ${remedy}`,
      {
        cause,
      },
    );
  });
  const reference = parseReference(text, path);
  if (reference.model !== name || reference.version !== version) {
    const got = `that of ${reference.model} ${reference.version}`;
    throw new Error(`${path}: expected the reference of ${name} ${version}, got ${got}; ${remedy}`);
  }
  if (threshold !== undefined && !reference.bins.score.edges.includes(threshold))
    throw new Error(
      `${path}: expected a bin of the score that begins at the threshold ${threshold} of model.json, got none; ` +
        `npm run train -- --model ${name} --threshold ${threshold} makes a version of it, then ${remedy}`,
    );
  return reference;
}
