import { findRecord } from '../log/find.ts';
import type { PredictionRecord } from '../log/record.ts';
import type { ClassLabel, ModelDefinition } from '../model/definition.ts';
import type { FormerVersions } from '../model/former-versions.ts';
import type { Store } from '../store/store.ts';
import { type OutcomeRequest, RejectedOutcomeError } from './request.ts';

export interface Predicted {
  /** What is served now. */
  models: ReadonlyMap<string, ModelDefinition>;
  /** Undefined where nothing is known of versions that answered before. */
  former: FormerVersions | undefined;
  store: Store;
}

/**
 * The prediction that an outcome is about, and the outcome as one of its classes: those of the version that answered,
 * whatever is served now. @throws RejectedOutcomeError, StoreUnavailableError
 */
export async function joinPrediction(
  predicted: Predicted,
  request: OutcomeRequest,
): Promise<{ prediction: PredictionRecord; actual: ClassLabel }> {
  const prediction = await findPrediction(predicted, request);
  const { model, label } = prediction;
  const classes = await classesOf(predicted, prediction);
  const actual = readClass('actual_outcome', request.actual, classes, model);
  if (request.predicted !== undefined) {
    const claimed = readClass('predicted_outcome', request.predicted, classes, model);
    if (claimed !== label) {
      const detail = `predicted_outcome: expected ${JSON.stringify(label)}, which was answered, got ${JSON.stringify(claimed)}`;
      throw new RejectedOutcomeError(422, 'contradiction', 'Contradicts the prediction', detail, model);
    }
  }
  return { prediction, actual };
}

async function findPrediction(
  { models, former, store }: Predicted,
  { predictionId, place }: OutcomeRequest,
): Promise<PredictionRecord> {
  const { model } = place;
  // A model may have been published since this environment last looked.
  const found = models.has(model) || former ? await findRecord(store, predictionId, place) : undefined;
  if (found?.type === 'prediction') return found;
  if (!models.has(model)) throw unknownModel(models, model);
  const detail = `expected the id of a prediction that was answered, got ${predictionId}`;
  throw new RejectedOutcomeError(404, 'unknown_prediction', 'Unknown prediction', detail, model);
}

async function classesOf(
  { models, former }: Predicted,
  { model, version, label }: PredictionRecord,
): Promise<ClassLabel[]> {
  const served = models.get(model);
  if (served?.version === version) return served.classes;
  const answered = await former?.definition(model, version);
  if (answered) return answered.classes;
  if (!served) throw unknownModel(models, model);
  // Of that version only the class that it answered is known.
  return [...new Set([...served.classes, label])];
}

function unknownModel(models: ReadonlyMap<string, ModelDefinition>, model: string): RejectedOutcomeError {
  const detail = `expected an id of one of ${[...models.keys()].join(', ')}, got one of "${model}"`;
  return new RejectedOutcomeError(404, 'unknown_model', 'Unknown model', detail);
}

function readClass(field: string, value: unknown, classes: readonly ClassLabel[], model: string): ClassLabel {
  const found = classes.find((label) => label === value);
  if (found !== undefined) return found;
  const got = typeof value === 'object' ? 'an object' : JSON.stringify(value).slice(0, 100);
  const detail = `${field}: expected one of ${classes.map((label) => JSON.stringify(label)).join(', ')}, got ${got}`;
  throw new RejectedOutcomeError(422, 'unknown_class', 'Not a class of the model', detail, model);
}
