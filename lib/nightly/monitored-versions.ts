import { monitoredVersionKey } from '../archive/keys.ts';
import { textOf } from '../log/mark.ts';
import { parseDefinition } from '../model/parse.ts';
import { artefactKey, publishedDefinition } from '../model/published.ts';
import { parseReference } from '../profile/reference.ts';
import type { Logger } from '../runtime/logger.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import type { MonitoredModel } from './job.ts';

/** Keeps what a version is judged by: it may be replaced before the last day that it answered is over. */
export async function keepMonitored(store: Store, { definition, reference }: MonitoredModel): Promise<void> {
  const key = monitoredVersionKey(definition.name, reference.version);
  const text = `${JSON.stringify({ definition, reference })}\n`;
  const stored = await store.get(key);
  if (!stored || textOf(stored) !== text) await store.put(key, text);
}

/**
 * A version that is not served any more, as it was judged last; if it never was, as it was published. Undefined where
 * nothing is known of it.
 * @throws Error when what is stored of it cannot be read; StoreUnavailableError
 */
async function formerVersion(
  store: Store,
  model: string,
  version: string,
): Promise<MonitoredModel | undefined> {
  const key = monitoredVersionKey(model, version);
  const stored = await store.get(key);
  const found = stored
    ? (JSON.parse(textOf(stored)) as MonitoredModel)
    : await publishedVersion(store, model, version);
  if (!found) return undefined;
  const definition = parseDefinition(found.definition, key);
  const reference = parseReference(JSON.stringify(found.reference), key);
  for (const got of [definition, { name: reference.model, version: reference.version }])
    if (got.name !== model || got.version !== version)
      throw new Error(`${key}: expected ${model} ${version}, got ${got.name} ${got.version}`);
  return { definition, reference };
}

/** The same; one that cannot be read is logged, and keeps nobody from judging the others. @throws StoreUnavailableError */
export async function knownVersion(
  store: Store,
  logger: Logger,
  model: string,
  version: string,
): Promise<MonitoredModel | undefined> {
  try {
    return await formerVersion(store, model, version);
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error;
    logger('error', 'what a former version is judged by cannot be read', { model, version, error });
    return undefined;
  }
}

async function publishedVersion(
  store: Store,
  model: string,
  version: string,
): Promise<MonitoredModel | undefined> {
  const key = artefactKey(model, version, 'reference.json');
  const [definition, reference] = await Promise.all([
    publishedDefinition(store, model, version),
    store.get(key),
  ]);
  return definition && reference && { definition, reference: parseReference(textOf(reference), key) };
}
