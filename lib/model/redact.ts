import { createHmac } from 'node:crypto';
import type { FeatureValues } from '../log/record.ts';
import type { ModelDefinition } from './definition.ts';
import { sensitivity } from './sensitivity.ts';

/**
 * The values as they may be stored: fields marked sensitive are dropped (null) or replaced by HMAC-SHA-256 under the
 * operator's key, so that equal values stay equal and no value can be read back.
 */
export function redact(
  definition: ModelDefinition,
  values: FeatureValues,
  hashKey: string | undefined,
): FeatureValues {
  const stored: FeatureValues = {};
  for (const feature of definition.features) {
    const { name } = feature;
    const sensitive = sensitivity(feature);
    const value = values[name] ?? null;
    if (!sensitive || value === null) stored[name] = value;
    else stored[name] = sensitive === 'drop' ? null : keyedHash(String(value), hashKey);
  }
  return stored;
}

/** @throws Error when a model has fields to hash and there is no key. */
export function requireHashKey(definitions: readonly ModelDefinition[], hashKey: string | undefined): void {
  const model = definitions.find(({ features }) => features.some(({ sensitive }) => sensitive === 'hash'));
  if (model && !hashKey)
    throw new Error(`expected DRIFTGATE_HASH_KEY, because ${model.name} has fields to hash; got none`);
}

function keyedHash(value: string, key: string | undefined): string {
  if (!key) throw new Error('expected a hash key, got none');
  return createHmac('sha256', key).update(value).digest('hex').slice(0, 32);
}
