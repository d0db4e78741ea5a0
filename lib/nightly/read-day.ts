import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchChunks } from '../archive/chunks.ts';
import { countLines, type LineCount } from '../archive/contents.ts';
import { type CountedRecords, RecordCounts } from '../archive/counted-records.ts';
import { erasedIds, groupLines, type LineGroup, loadLines } from '../archive/lines.ts';
import { ARCHIVED_KIND } from '../archive/log-sql.ts';
import { type Part, writePart } from '../archive/parts.ts';
import { RejectionCounts, type Rejections } from '../archive/rejections.ts';
import { type DayListing, kindOf, LOGS, type LogKind, type LogName } from '../archive/segments.ts';
import { featureColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import type { NightlyDependencies } from './job.ts';
import type { StageTimes } from './stages.ts';

/** What a day's log says. */
export interface DayContents {
  lines: LineCount[];
  rejections: Map<string, Rejections>;
  /** All that counts, whatever its model. */
  counted: Map<LogName, CountedRecords[]>;
  /** By model: what goes into the archive. */
  parts: Record<LogKind, Map<string, Part[]>>;
  /** By model: ids of records that were erased. */
  erased: Record<LogKind, Map<string, string[]>>;
}

/**
 * Reads a day's log once, a chunk at a time, whatever the number of models; what is read of the models in `selected` is
 * left in `directory`.
 */
export async function readDay(
  { store, models, refused }: Pick<NightlyDependencies, 'store' | 'models' | 'refused'>,
  database: Database,
  directory: string,
  listing: DayListing,
  selected: readonly string[],
  stages: StageTimes,
  chunkBytes?: number,
): Promise<DayContents> {
  const columns = new Map(selected.map((name) => [name, featureColumns(models.get(name)!.definition)]));
  const lines: LineCount[] = [];
  const rejections = new RejectionCounts();
  const counted = new RecordCounts();
  const parts: DayContents['parts'] = { predictions: new Map(), outcomes: new Map() };
  const erased: DayContents['erased'] = { predictions: new Map(), outcomes: new Map() };

  // A chunk is too small for DuckDB to share it between threads, and threads without work take time from the others: so
  // one loads a chunk while another archives the chunk before.
  const beside = await database.beside();
  await database.run('SET threads = 1');
  const archiveLines = async (log: LogName, i: number, table: string): Promise<LineGroup[]> => {
    const archived = kindOf(log);
    const groups = await groupLines(beside, table);
    await counted.add(beside, log, table);
    if (groups.some(({ kind }) => kind === 'rejected')) await rejections.add(beside, archived, table);
    for (const { kind, model } of groups) {
      if (kind !== 'erased' || model === null) continue;
      const ids = erased[archived].get(model) ?? [];
      erased[archived].set(model, [...ids, ...(await erasedIds(beside, table, model))]);
    }
    for (const group of groups) {
      const { kind, model } = group;
      const of = model === null ? undefined : columns.get(model);
      if (kind !== ARCHIVED_KIND[archived] || model === null || !of) continue;
      const file = join(directory, `${model}-${log}-${i}.parquet`);
      const part = await writePart(beside, archived, table, { ...group, model }, of, file);
      parts[archived].set(model, [...(parts[archived].get(model) ?? []), part]);
    }
    await beside.run(`DROP TABLE ${table}`);
    return groups;
  };
  for (const log of LOGS) {
    const groups: LineGroup[] = [];
    const chunks = fetchChunks(store, listing[log], directory, chunkBytes);
    let archiving: Promise<unknown> = Promise.resolve();
    try {
      for (let i = 0; ; i++) {
        const { value: chunk } = await stages.time('fetch', () => chunks.next());
        await stages.time('read', async () => {
          const table = `${log}_${i}`;
          if (chunk) await loadLines(database, kindOf(log), chunk, table);
          await archiving;
          if (!chunk) return;
          archiving = archiveLines(log, i, table).then((found) => groups.push(...found));
          archiving.catch(() => undefined);
          await rm(chunk.file);
        });
        if (!chunk) break;
      }
    } finally {
      await chunks.return();
      await archiving.catch(() => undefined);
    }
    lines.push(...countLines(groups, (model) => models.has(model) || refused.has(model)));
  }
  await database.run('RESET threads');
  return { lines, rejections: rejections.byModel(), counted: counted.byLog(), parts, erased };
}
