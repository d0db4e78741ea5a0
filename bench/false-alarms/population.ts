import type { FeatureValues } from '../../lib/log/record.ts';
import type { Feature } from '../../lib/model/definition.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { openSession } from '../../lib/model/session.ts';
import { storedFeatures } from '../../lib/model/text-features.ts';
import { profiledAs } from '../../lib/profile/columns.ts';

/** One stored feature, or the score, of every row; shared between threads. */
export interface Column {
  name: string;
  /** Values are places in it; undefined for numbers. */
  categories?: (number | string)[];
  /** NaN is missing. */
  values: Float64Array<SharedArrayBuffer>;
}

/** What days and references are drawn from: rows with the model's answers to them. */
export interface Population {
  model: string;
  rows: number;
  /** As many as the reference in the model's folder has. */
  referenceRows: number;
  classes: string[];
  threshold: number | undefined;
  features: Column[];
  score: Column;
  /** Places in `classes`. */
  labels: Uint8Array<SharedArrayBuffer>;
}

const ROWS_A_CALL = 1000;

/** Runs the model over the rows. */
export async function buildPopulation(
  folder: ModelFolder,
  rows: readonly FeatureValues[],
  referenceRows: number,
): Promise<Population> {
  const { definition } = folder;
  const classes = definition.classes.map(String);
  const session = await openSession(folder);
  const score = numbers('score', rows.length);
  const labels = new Uint8Array(new SharedArrayBuffer(rows.length));
  for (let start = 0; start < rows.length; start += ROWS_A_CALL) {
    const answers = await session.predict(rows.slice(start, start + ROWS_A_CALL));
    for (const [i, answer] of answers.entries()) {
      score.values[start + i] = answer.score;
      labels[start + i] = classes.indexOf(String(answer.label));
    }
  }
  const stored = rows.map((row) => ({ ...row, ...session.derive(row) }));
  return {
    model: definition.name,
    rows: rows.length,
    referenceRows,
    classes,
    threshold: definition.threshold,
    features: storedFeatures(definition)
      .filter((feature) => typeof profiledAs(feature) === 'string')
      .map((feature) => column(feature, stored)),
    score,
    labels,
  };
}

const numbers = (name: string, rows: number): Column => ({
  name,
  values: new Float64Array(new SharedArrayBuffer(8 * rows)),
});

function column(feature: Feature, rows: readonly FeatureValues[]): Column {
  const found = numbers(feature.name, rows.length);
  const places = new Map<number | string, number>();
  for (const [i, row] of rows.entries()) {
    const value = row[feature.name] ?? null;
    if (value === null) found.values[i] = Number.NaN;
    else if (profiledAs(feature) === 'numeric') found.values[i] = value as number;
    else {
      if (!places.has(value)) places.set(value, places.size);
      found.values[i] = places.get(value)!;
    }
  }
  return profiledAs(feature) === 'numeric' ? found : { ...found, categories: [...places.keys()] };
}
