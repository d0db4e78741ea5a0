import { entityHash } from '../entities/entity-hash.ts';
import type { PredictionRecord } from '../log/record.ts';
import { isModelName } from '../model/model-name.ts';
import { findPredictions } from './find-predictions.ts';
import type { JoinedRow } from './joined-row.ts';
import { judgeRow } from './judge-row.ts';
import { type EntityQuery, latestPredictions } from './latest-predictions.ts';
import type { Predicted } from './predicted.ts';
import type { OutcomeRow, RowRejection } from './row.ts';
import type { OutcomeSource } from './source.ts';

/**
 * Joins rows of a source to their predictions, in order; each segment of the log is read once.
 * @param now milliseconds since the epoch
 * @throws StoreUnavailableError
 */
export async function joinRows(
  predicted: Predicted,
  source: OutcomeSource,
  rows: readonly OutcomeRow[],
  now: number,
): Promise<(JoinedRow | RowRejection)[]> {
  const predictions = await findAll(predicted, rows, now);
  const judged: (JoinedRow | RowRejection)[] = [];
  for (const [i, row] of rows.entries())
    judged.push(await judgeRow(predicted, source, row, predictions[i], now));
  return judged;
}

/** The prediction of each row; undefined where there is none. */
async function findAll(
  { store, models, former, hashKey, previousHashKey }: Predicted,
  rows: readonly OutcomeRow[],
  now: number,
): Promise<(PredictionRecord | undefined)[]> {
  // A model may have been published since this environment last looked.
  const isKnown = ({ model }: OutcomeRow): boolean =>
    models.has(model) || (former !== undefined && isModelName(model));
  const named = rows.map((row) => ('place' in row.subject && isKnown(row) ? row.subject : undefined));
  const queriesUnder = (key: string | undefined): (EntityQuery | undefined)[] =>
    rows.map((row) =>
      'entityId' in row.subject && isKnown(row) && key
        ? { model: row.model, hash: entityHash(row.subject.entityId, key), until: row.observed ?? now }
        : undefined,
    );
  const [byId, latest] = await Promise.all([
    findPredictions(
      store,
      named.filter((one) => one !== undefined),
    ),
    latestOf(store, queriesUnder(hashKey)),
  ]);
  // What was predicted under the previous key is older than what was under this one.
  const before = queriesUnder(hashKey && previousHashKey).map((query, i) => (latest[i] ? undefined : query));
  const older = await latestOf(store, before);
  return named.map((one, i) => (one ? byId.get(one.predictionId) : (latest[i] ?? older[i])));
}

/** The prediction of each query, in order; undefined where there is none, or no query. */
async function latestOf(
  store: Predicted['store'],
  queries: readonly (EntityQuery | undefined)[],
): Promise<(PredictionRecord | undefined)[]> {
  const found = await latestPredictions(
    store,
    queries.filter((query) => query !== undefined),
  );
  const inOrder = found.values();
  return queries.map((query) => query && inOrder.next().value);
}
