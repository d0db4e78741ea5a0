import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PreconditionFailedError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import {
  artefactKey,
  type CurrentVersion,
  currentKey,
  PUBLISHED_FILES,
  readCurrent,
  sha256,
} from './published.ts';
import type { ModelFolder } from './registry.ts';
import { tryFolder } from './trial.ts';
import { vocabularyFiles } from './vocabulary.ts';

type Current = Awaited<ReturnType<typeof readCurrent>>;

/**
 * Uploads the version of a folder and makes it the current one; the one before is kept as the previous. Again with the
 * same content changes nothing. @throws Error when the folder cannot be served or monitored, of which nothing is
 * uploaded then; when the version was published with other content; when somebody else published meanwhile
 */
export async function publish(store: Store, folder: ModelFolder): Promise<CurrentVersion> {
  const { definition, directory } = folder;
  const { name, version } = definition;
  await tryFolder(folder);
  const before = await readCurrent(store, name);
  const files: Record<string, string> = {};
  for (const file of [...PUBLISHED_FILES, ...vocabularyFiles(definition)]) {
    const bytes = await readFile(join(directory, file));
    files[file] = sha256(bytes);
    await putArtefact(store, artefactKey(name, version, file), bytes);
  }
  if (before?.current.version === version) return before.current;
  const previous = before ? { version: before.current.version, files: before.current.files } : null;
  return makeCurrent(store, name, before, { version, files, previous });
}

/** Makes the previous version the current one, and the other way round. @throws Error when there is none */
export async function rollback(store: Store, name: string): Promise<CurrentVersion> {
  const before = await readCurrent(store, name);
  if (!before?.current.previous) throw new Error(`${name}: expected a previous version, got none`);
  const { version, files, previous } = before.current;
  return makeCurrent(store, name, before, { ...previous, previous: { version, files } });
}

async function putArtefact(store: Store, key: string, bytes: Uint8Array): Promise<void> {
  try {
    await store.put(key, bytes, { ifAbsent: true });
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error;
    const there = await store.get(key);
    // A version is one content for ever: environments that run it do not look again.
    if (!there || sha256(there.body) !== sha256(bytes))
      throw new Error(`${key} is published with other content; give the model another version`);
  }
}

async function makeCurrent(
  store: Store,
  name: string,
  before: Current,
  current: CurrentVersion,
): Promise<CurrentVersion> {
  const condition = before ? { ifMatch: before.etag } : ({ ifAbsent: true } as const);
  const text = `${JSON.stringify(current, null, 2)}\n`;
  try {
    await store.put(currentKey(name), text, condition);
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error;
    // The client of the store may have retried its own success.
    const { version } = (await readCurrent(store, name))?.current ?? {};
    if (version !== current.version)
      throw new Error(`${name}: somebody else published ${version} meanwhile; nothing was switched`);
  }
  return current;
}
