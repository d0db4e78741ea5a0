import { invertTime, revertTime } from '../log/inverted-time.ts';

/** All entities of a model. */
export const entitiesPrefix = (model: string): string => `entities/model=${model}/`;

/** The predictions of one entity, the newest first in a listing. */
export const entityPrefix = (model: string, hash: string): string => `${entitiesPrefix(model)}${hash}/`;

/** Zero-byte key that says: this prediction is about this entity. `time` of the prediction, ms since the epoch. */
export const entityKey = (model: string, hash: string, time: number, predictionId: string): string =>
  `${entityPrefix(model, hash)}${invertTime(time)}~${predictionId}`;

/** Keys behind this one are of predictions at that time or before. */
export const entityKeysUntil = (model: string, hash: string, time: number): string =>
  `${entityPrefix(model, hash)}${invertTime(time)}`;

const KEY = /\/([0-9a-f]+)\/(\d{13})~([^/~]+)$/;

export function parseEntityKey(
  key: string,
): { hash: string; time: number; predictionId: string } | undefined {
  const match = KEY.exec(key);
  if (!match) return undefined;
  const [, hash, digits, predictionId] = match as unknown as [string, string, string, string];
  return { hash, time: revertTime(digits), predictionId };
}
