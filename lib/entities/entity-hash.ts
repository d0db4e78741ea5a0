import { createHmac } from 'node:crypto';

/**
 * What is kept of an entity's id: HMAC-SHA-256 under the operator's key, 32 hexadecimal digits, so that equal ids find
 * each other and no id can be read back. Unlike the hash of a feature with the same value: the two tell nothing of each
 * other. Space around an id is not part of it: databases pad.
 */
export const entityHash = (entityId: string, hashKey: string): string =>
  createHmac('sha256', hashKey).update(`entity ${entityId.trim()}`).digest('hex').slice(0, 32);
