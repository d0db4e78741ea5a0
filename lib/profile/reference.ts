import { createHash } from 'node:crypto';
import type { Calibration } from '../performance/calibration.ts';
import type { RowDeviations } from '../performance/sampling-error.ts';
import type { Bins } from './bins.ts';
import type { ProfileCounts } from './profile.ts';

/** The frozen baseline of a model version: `models/<name>/reference.json`. Never raw rows. */
export interface Reference {
  format: 2;
  model: string;
  version: string;
  /** Where its rows came from. */
  source: string;
  bins: Bins;
  /** Mean of the reference's values in each bin of a numeric feature and of the score; null where there are none. */
  positions: { features: Record<string, (number | null)[]>; score: (number | null)[] };
  /** Of the population, for a numeric feature and the score; null without values or beyond what a double holds. */
  standard_deviations: { features: Record<string, number | null>; score: number | null };
  profile: ProfileCounts & Required<Pick<ProfileCounts, 'labels'>>;
  performance: {
    rows: number;
    correct: number;
    accuracy: number;
    /** Wilson, 95 %. */
    accuracy_interval: [number, number];
    /** Of one row, by metric: n rows have the standard error s/√n. */
    row_deviations: RowDeviations;
  };
  /** What a score is worth; null below 100 rows. */
  calibration: Calibration | null;
  /** SHA-256 of all the above. */
  hash: string;
}

export function withHash(contents: Omit<Reference, 'hash'>): Reference {
  return { ...contents, hash: createHash('sha256').update(canonical(contents)).digest('hex') };
}

/** @throws Error when the text is not a reference of this format, unchanged since it was written. */
export function parseReference(text: string, from: string): Reference {
  const value = JSON.parse(text) as Reference;
  if (value?.format !== 2)
    throw new Error(`${from}: expected a reference of format 2, got format ${value?.format}`);
  const { hash, ...contents } = value;
  const expected = withHash(contents).hash;
  if (hash !== expected) throw new Error(`${from}: expected hash ${expected} of its contents, got ${hash}`);
  return value;
}

/** JSON with keys in order: the same contents, however they were made, are the same text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, node) =>
    node !== null && typeof node === 'object' && !Array.isArray(node)
      ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  );
}
