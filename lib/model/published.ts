import { createHash } from 'node:crypto';
import type { Store } from '../store/store.ts';
import type { ModelDefinition } from './definition.ts';
import { parseDefinition } from './parse.ts';
import type { ModelFolder } from './registry.ts';

/** The files of a version; each is checked by its hash when it is read. */
export interface PublishedVersion {
  version: string;
  /** SHA-256 by file name, in hexadecimal. */
  files: Record<string, string>;
}

/** `models/<name>/current.json`: which version is served, and which one was before. */
export interface CurrentVersion extends PublishedVersion {
  previous: PublishedVersion | null;
}

/** What is served, monitored, validated and rolled back to. */
export const PUBLISHED_FILES = ['model.json', 'model.onnx', 'reference.json', 'holdout.ndjson'] as const;

export const currentKey = (name: string): string => `models/${name}/current.json`;

export const artefactKey = (name: string, version: string, file: string): string =>
  `models/${name}/versions/${version}/${file}`;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Undefined when nothing was published. @throws Error when it is not a current.json; StoreUnavailableError */
export async function readCurrent(
  store: Store,
  name: string,
): Promise<{ current: CurrentVersion; etag: string } | undefined> {
  const key = currentKey(name);
  const object = await store.get(key);
  if (!object) return undefined;
  const current = JSON.parse(new TextDecoder().decode(object.body)) as CurrentVersion;
  for (const { version, files } of [current, ...(current.previous ? [current.previous] : [])]) {
    if (typeof version !== 'string' || PUBLISHED_FILES.some((file) => typeof files?.[file] !== 'string'))
      throw new Error(`${key}: expected a version and the hashes of ${PUBLISHED_FILES.join(', ')}`);
  }
  return { current, etag: object.etag };
}

/** @throws Error when the artefact is missing or its content is not what was published; StoreUnavailableError */
export async function readArtefact(
  store: Store,
  name: string,
  { version, files }: PublishedVersion,
  file: string,
): Promise<Uint8Array> {
  const key = artefactKey(name, version, file);
  const object = await store.get(key);
  const found = object ? sha256(object.body) : 'nothing';
  if (found !== files[file]) throw new Error(`${key}: expected the SHA-256 ${files[file]}, got ${found}`);
  return object!.body;
}

/** A published version as if it were a folder. @throws Error when its definition is refused; StoreUnavailableError */
export async function openPublished(
  store: Store,
  name: string,
  published: PublishedVersion,
): Promise<ModelFolder> {
  const read = (file: string) => readArtefact(store, name, published, file);
  const definition = definitionOf(await read('model.json'), name, published.version);
  return { definition, directory: `models/${name}/versions/${published.version}`, read };
}

/** The same once each of its files is seen to be as published, also those that only other functions read. */
export async function openWhole(
  store: Store,
  name: string,
  published: PublishedVersion,
): Promise<ModelFolder> {
  await Promise.all(Object.keys(published.files).map((file) => readArtefact(store, name, published, file)));
  return openPublished(store, name, published);
}

/** What a version that was published says of itself, served or not. @throws Error when it is refused; StoreUnavailableError */
export async function publishedDefinition(
  store: Store,
  name: string,
  version: string,
): Promise<ModelDefinition | undefined> {
  const object = await store.get(artefactKey(name, version, 'model.json'));
  return object && definitionOf(object.body, name, version);
}

function definitionOf(body: Uint8Array, name: string, version: string): ModelDefinition {
  const source = artefactKey(name, version, 'model.json');
  const definition = parseDefinition(JSON.parse(new TextDecoder().decode(body)), source);
  if (definition.name !== name || definition.version !== version) {
    const got = `${definition.name} ${definition.version}`;
    throw new Error(`${source}: expected ${name} ${version}, got ${got}`);
  }
  return definition;
}

/** All models that have been published, each with the etag of its current.json. */
export async function publishedModels(store: Store): Promise<Map<string, string>> {
  const models = new Map<string, string>();
  for await (const { key, etag } of store.list('models/')) {
    const name = /^models\/([^/]+)\/current\.json$/.exec(key)?.[1];
    if (name !== undefined) models.set(name, etag);
  }
  return models;
}
