import { rolling } from '../../lib/feedback/recent.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import type { OutcomeIngest } from '../../lib/outcomes/ingest.ts';
import { RecentWindow } from '../../lib/outcomes/recent-window.ts';
import { rollWindow } from '../../lib/outcomes/roll-window.ts';
import type { ReadRow } from '../../lib/outcomes/row.ts';
import type { Store } from '../../lib/store/store.ts';
import { readOutcomes, rowOf, sourceOf } from './outcome-log.ts';

export const GONE = 'm.2026112107.0003.k3v9x2ab7q.0.17';
const PER_CHUNK = 4;
const source = sourceOf();

/** Rows of which a few are wrong, in chunks with keys, as jobs take files; the last chunk has wrong ones only. */
export function chunksOf(predictions: readonly PredictionRecord[]): ReadRow[][] {
  const rows = predictions.flatMap((prediction, i): ReadRow[] => [
    rowOf(prediction, i % 3 === 0 ? 1 : 0),
    ...(i % 2 === 0 ? [rowOf({ id: GONE, model: 'm' }, 1)] : []),
    ...(i % 4 === 0 ? [rowOf(prediction, 'x')] : []),
  ]);
  const chunks: ReadRow[][] = [];
  for (let i = 0; i < rows.length; i += PER_CHUNK) chunks.push(rows.slice(i, i + PER_CHUNK));
  return [...chunks, [rowOf({ id: GONE, model: 'm' }, 1), rowOf({ id: GONE, model: 'm' }, 0)]];
}

/** Takes all chunks, and rolls at the end. @throws what a chunk failed with */
export async function takeChunks(
  ingest: OutcomeIngest,
  store: Store,
  chunks: readonly ReadRow[][],
): Promise<void> {
  const window = new RecentWindow();
  for (const [i, rows] of chunks.entries()) {
    const key = { name: `file/${i}`, request: 'etag' };
    const [result] = await ingest.take(source, [{ rows, key }], { window });
    if (!result || !('rows' in result)) throw (result as { error: unknown } | undefined)?.error;
  }
  const log = { countStoreFailure: () => undefined };
  await rollWindow({ store, log, gauges: undefined, logger: () => undefined }, window);
}

/** Every row once, in the log, in the totals and in the rolling window. */
export async function expectExact(store: Store, predictions: readonly PredictionRecord[]): Promise<void> {
  const { outcomes, rejected } = await readOutcomes(store);
  expect(outcomes.map((outcome) => outcome.prediction_id).sort()).toEqual(
    predictions.map(({ id }) => id).sort(),
  );
  expect(rejected).toEqual({
    'm files unknown_prediction': Math.ceil(predictions.length / 2) + 2,
    'm files unknown_class': Math.ceil(predictions.length / 4),
  });
  const correct = predictions.filter(({ label }, i) => label === (i % 3 === 0 ? 1 : 0)).length;
  expect(await rolling(store, 'm')).toEqual({ outcomes: predictions.length, correct });
}
