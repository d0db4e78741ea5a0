import type { ClassLabel } from '../../../../lib/model/definition.ts';
import { isObject } from '../../../../lib/model/json-value.ts';
import type { Prediction } from '../../api/answers.ts';
import type { Row } from '../../api/client.ts';

/** A prediction of this browser session. */
export interface Tried {
  /** ISO 8601, UTC. */
  at: string;
  row: Row;
  prediction: Prediction;
  /** What it really was, once somebody has said so. */
  actual?: ClassLabel;
}

/** Newest first. */
export type History = readonly Tried[];

const KEPT = 50;

export const withTried = (history: History, tried: Tried): History => [tried, ...history].slice(0, KEPT);

export const withActual = (history: History, predictionId: string, actual: ClassLabel): History =>
  history.map((tried) => (tried.prediction.prediction_id === predictionId ? { ...tried, actual } : tried));

/** What was written before, by whatever version of this page; without what cannot be read. */
export function parseHistory(text: string | null): History {
  try {
    const entries: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(entries) ? entries.filter(isTried) : [];
  } catch {
    return [];
  }
}

/** Whether it has what is shown of it. */
const isTried = (value: unknown): value is Tried =>
  isObject(value) &&
  isObject(value.row) &&
  isObject(value.prediction) &&
  typeof value.prediction.prediction_id === 'string' &&
  isObject(value.prediction.probabilities);
