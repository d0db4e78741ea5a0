import type { FeatureValues, OutcomeRecord, PredictionRecord } from '../../lib/log/record.ts';
import type { Feature, ModelDefinition } from '../../lib/model/definition.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import { buildReference } from '../../lib/profile/build-reference.ts';
import type { Database } from '../../lib/profile/duckdb.ts';
import type { ReferenceRow } from '../../lib/profile/reference-row.ts';
import { seededRandom } from './random.ts';

const feature = (name: string, type: Feature['type'], more: Partial<Feature> = {}): Feature => ({
  name,
  type,
  description: name,
  ...more,
});

/** Features of every kind, with names that try SQL, JSON and the archive's own columns. */
export const ALPHA: ModelDefinition = {
  name: 'alpha',
  version: '1.1.0',
  description: 'A model of the tests',
  task: 'binary',
  trained_at: '2026-10-01T00:00:00Z',
  features: [
    feature('age', 'integer'),
    feature('we"ird\'s na/me.$', 'number', { nullable: true }),
    feature('score', 'number'),
    feature('purpose', 'integer', { categories: [0, 1, 2, 3] }),
    feature('region', 'string', { nullable: true }),
    feature('comment', 'text'),
    feature('email', 'string', { sensitive: 'hash' }),
  ],
  classes: [0, 1],
  positive_class: 1,
  threshold: 0.5,
  probabilities_output: 'probabilities',
  feature_importance: { age: 0.5, score: 0.5 },
  training: {
    rows: 100,
    accuracy: 0.8,
    loss: 0.4,
    precision: 0.8,
    recall: 0.8,
    f1: 0.8,
    class_ratio: { '0': 0.4, '1': 0.6 },
  },
};

export const BETA: ModelDefinition = {
  ...ALPHA,
  name: 'beta',
  version: '2.0.0',
  features: [feature('age', 'number'), feature('region', 'integer', { categories: [1, 2] })],
  feature_importance: { age: 1 },
};

export type Random = () => number;

export function alphaFeatures(random: Random, shift = 0): FeatureValues {
  const zeroInflated = random() < 0.5 ? 0 : random() * 1000;
  const values = {
    age: 18 + Math.floor((random() + random()) * 30 + shift),
    'we"ird\'s na/me.$': random() < 0.1 ? null : zeroInflated,
    score: (random() - 0.5) * 10 ** Math.floor(random() * 8),
    purpose: Math.floor(random() * 4),
    region: random() < 0.05 ? null : `r${Math.floor(random() ** 3 * 30)}`,
    comment: `text ${random()}`,
    email: 'ab12',
  };
  return { ...values, comment__characters: values.comment.length };
}

export const betaFeatures = (random: Random): FeatureValues => ({
  age: random() * 50,
  region: 1 + Math.floor(random() * 2),
});

export const scoreOf = (random: Random): number => Math.fround(random() < 0.05 ? 0.5 : random());

export async function monitored(
  database: Database,
  directory: string,
  definition: ModelDefinition,
  features: (random: Random) => FeatureValues,
  rows = 1000,
): Promise<MonitoredModel> {
  const random = seededRandom(7);
  const reference: ReferenceRow[] = Array.from({ length: rows }, () => {
    const score = scoreOf(random);
    const label = score >= 0.5 ? 1 : 0;
    return {
      features: features(random),
      score,
      label,
      probabilities: [1 - score, score],
      actual: random() < 0.8 ? label : 1 - label,
    };
  });
  return { definition, reference: await buildReference(database, directory, definition, reference, 'test') };
}

export function predictionRecord(
  model: string,
  id: string,
  time: string,
  version: string,
  features: FeatureValues,
  score: number,
): PredictionRecord {
  return {
    type: 'prediction',
    id,
    model,
    time,
    version,
    features,
    label: score >= 0.5 ? 1 : 0,
    score,
    probabilities: [1 - score, score],
  };
}

export function outcomeRecord(
  { id, model, type: _, ...prediction }: PredictionRecord,
  of: { id: string; time: string; source: string; confidence: number; actual: number },
): OutcomeRecord {
  return { type: 'outcome', ...of, model, prediction_id: id, prediction };
}

/** A segment's text, as the log writes it. */
export const segmentText = (records: readonly unknown[], more: readonly string[] = []): string =>
  `${[JSON.stringify({ driftgate: 1, function: 'predict', totals: { counters: {} } }), ...records.map((record) => JSON.stringify(record)), ...more].join('\n')}\n`;
