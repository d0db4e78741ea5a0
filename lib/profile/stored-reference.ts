import type { ModelDefinition } from '../model/definition.ts';
import { PreconditionFailedError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { formatReference } from './format-reference.ts';
import { parseReference, type Reference } from './reference.ts';

/** `references/model=<m>/current.json`: hashes of references in the store; null is the one in the model's folder. */
export interface CurrentReference {
  current: string | null;
  previous: string | null;
}

/** Written once, under its hash. */
export const referenceKey = (model: string, hash: string): string => `references/model=${model}/${hash}.json`;

export const currentReferenceKey = (model: string): string => `references/model=${model}/current.json`;

/**
 * The reference that replaces the one in the model's folder. Undefined when there is none, or when it is of another
 * version: a new version comes with its own.
 * @throws Error when what is stored cannot be read; StoreUnavailableError
 */
export async function loadReference(
  store: Store,
  { name, version }: Pick<ModelDefinition, 'name' | 'version'>,
): Promise<Reference | undefined> {
  const hash = (await readCurrent(store, name))?.current.current ?? null;
  if (hash === null) return undefined;
  const key = referenceKey(name, hash);
  const object = await store.get(key);
  if (!object) throw new Error(`${key}: expected the current reference, got none`);
  const reference = parseReference(Buffer.from(object.body).toString('utf8'), key);
  if (reference.hash !== hash || reference.model !== name)
    throw new Error(`${key}: expected ${name}, ${hash}, got ${reference.model}, ${reference.hash}`);
  return reference.version === version ? reference : undefined;
}

/**
 * Makes a reference the current one; what was before is kept as the previous. Again with the same one changes nothing.
 * @throws Error when somebody else changed it meanwhile; StoreUnavailableError
 */
export async function storeReference(store: Store, reference: Reference): Promise<CurrentReference> {
  const { model, hash } = reference;
  const before = await readCurrent(store, model);
  await store.put(referenceKey(model, hash), formatReference(reference));
  if (before?.current.current === hash) return before.current;
  return writeCurrent(store, model, before, { current: hash, previous: before?.current.current ?? null });
}

/** Makes the previous reference the current one, and the other way round. @throws Error when there was never another */
export async function revertReference(store: Store, model: string): Promise<CurrentReference> {
  const before = await readCurrent(store, model);
  if (!before) throw new Error(`${model}: expected a reference in the store, got none`);
  const { current, previous } = before.current;
  return writeCurrent(store, model, before, { current: previous, previous: current });
}

type Found = { current: CurrentReference; etag: string } | undefined;

async function readCurrent(store: Store, model: string): Promise<Found> {
  const key = currentReferenceKey(model);
  const object = await store.get(key);
  if (!object) return undefined;
  const current = JSON.parse(Buffer.from(object.body).toString('utf8')) as CurrentReference;
  const isHash = (value: unknown) =>
    value === null || (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value));
  if (!isHash(current?.current) || !isHash(current?.previous))
    throw new Error(`${key}: expected current and previous, each a hash or null`);
  return { current, etag: object.etag };
}

async function writeCurrent(
  store: Store,
  model: string,
  before: Found,
  current: CurrentReference,
): Promise<CurrentReference> {
  const condition = before ? { ifMatch: before.etag } : ({ ifAbsent: true } as const);
  try {
    await store.put(currentReferenceKey(model), `${JSON.stringify(current, null, 2)}\n`, condition);
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error;
    // The client of the store may have retried its own success.
    const there = (await readCurrent(store, model))?.current;
    if (there?.current !== current.current || there.previous !== current.previous)
      throw new Error(`${model}: somebody else changed the reference meanwhile; nothing was switched`);
  }
  return current;
}
