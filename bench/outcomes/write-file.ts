import { createWriteStream } from 'node:fs';
import { mkdir, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { listAll } from '../../lib/archive/list-all.ts';
import { type Random, seededRandom } from '../../lib/statistics/random.ts';
import type { Store } from '../../lib/store/store.ts';

const ROWS_AT_ONCE = 10_000;
const ID = /^\{"type":"prediction","id":"([^"]+)"/gm;

/** The ids of all predictions of a log, in its order. */
export async function predictionIds(store: Store): Promise<string[]> {
  const ids: string[] = [];
  for (const { key } of await listAll(store, 'log/predict/')) {
    const text = Buffer.from((await store.get(key))!.body).toString();
    for (const [, id] of text.matchAll(ID)) ids.push(id!);
  }
  return ids;
}

/** As a system of record has them that knows nothing of our log. */
export function shuffled(ids: readonly string[], random: Random = seededRandom('any order')): string[] {
  const order = [...ids];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** A CSV file of outcomes that nobody writes to any more. */
export async function writeOutcomes(path: string, ids: readonly string[], observed: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const random = seededRandom('outcomes');
  function* lines() {
    yield 'prediction_id,actual_outcome,observed_at\n';
    for (let i = 0; i < ids.length; i += ROWS_AT_ONCE)
      yield ids
        .slice(i, i + ROWS_AT_ONCE)
        .map((id) => `${id},${random() < 0.5 ? 0 : 1},${observed}\n`)
        .join('');
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
  const before = Date.now() / 1000 - 60;
  await utimes(path, before, before);
}
