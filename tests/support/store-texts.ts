import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forEachConcurrently } from '../../lib/archive/concurrency.ts';
import { listAll } from '../../lib/archive/list-all.ts';
import { textOf } from '../../lib/log/mark.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import type { Store } from '../../lib/store/store.ts';

const CONCURRENCY = 16;

/** Every object of a store as text, by key: Parquet files as the JSON of their rows, compressed as they are. */
export async function storeTexts(store: Store): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  const database = await openDatabase(directory);
  try {
    const entries = await listAll(store, '');
    await forEachConcurrently(entries, CONCURRENCY, async ({ key }, i) => {
      const object = (await store.get(key))!;
      if (!key.endsWith('.parquet')) {
        texts.set(key, textOf(object));
        return;
      }
      const file = join(directory, `${i}.parquet`);
      await writeFile(file, object.body);
      const rows = await database.all<{ row: string }>(
        `SELECT CAST(to_json(part) AS VARCHAR) AS row FROM '${file}' AS part`,
      );
      texts.set(key, rows.map(({ row }) => row).join('\n'));
    });
  } finally {
    database.close();
    await rm(directory, { recursive: true, force: true });
  }
  return texts;
}

/** The first parts of the keys of those objects that a text is in, or in the key of. */
export function foldersWith(texts: ReadonlyMap<string, string>, text: string): string[] {
  const found = [...texts].filter(([key, content]) => key.includes(text) || content.includes(text));
  return [...new Set(found.map(([key]) => key.split('/')[0]!))].sort();
}
