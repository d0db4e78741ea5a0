import type { PredictionRecord } from '../log/record.ts';
import type { ClassLabel, ModelDefinition } from '../model/definition.ts';
import type { FormerVersions } from '../model/former-versions.ts';

/** What is known of models. */
export interface KnownModels {
  /** What is served now. */
  models: ReadonlyMap<string, ModelDefinition>;
  /** Undefined where nothing is known of versions that answered before. */
  former: FormerVersions | undefined;
}

/**
 * The classes of the version that answered, whatever is served now; undefined when nothing is known of the model.
 * @throws StoreUnavailableError
 */
export async function classesOf(
  { models, former }: KnownModels,
  { model, version, label }: PredictionRecord,
): Promise<readonly ClassLabel[] | undefined> {
  const served = models.get(model);
  if (served?.version === version) return served.classes;
  const answered = await former?.definition(model, version);
  if (answered) return answered.classes;
  // Of that version only the class that it answered is known.
  return served && [...new Set([...served.classes, label])];
}
