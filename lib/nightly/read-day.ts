import { join } from 'node:path';
import { fetchChunks } from '../archive/chunks.ts';
import { countLines, type LineCount } from '../archive/contents.ts';
import { type LineGroup, loadLines } from '../archive/lines.ts';
import { ARCHIVED_KIND } from '../archive/log-sql.ts';
import { type Part, writePart } from '../archive/parts.ts';
import { RejectionCounts, type Rejections } from '../archive/rejections.ts';
import { type DayListing, LOGS, type LogName } from '../archive/segments.ts';
import { featureColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import type { NightlyDependencies } from './job.ts';
import type { StageTimes } from './stages.ts';

/** What a day's log says. */
export interface DayContents {
  lines: LineCount[];
  rejections: Map<string, Rejections>;
  /** By model: what goes into the archive. */
  parts: Record<LogName, Map<string, Part[]>>;
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
  const parts: DayContents['parts'] = { predict: new Map(), feedback: new Map() };

  const readChunk = async (log: LogName, i: number, groups: readonly LineGroup[]) => {
    if (groups.some(({ kind }) => kind === 'rejected')) await rejections.add(database, log);
    for (const group of groups) {
      const { kind, model } = group;
      const of = model === null ? undefined : columns.get(model);
      if (kind !== ARCHIVED_KIND[log] || model === null || !of) continue;
      const file = join(directory, `${model}-${ARCHIVED_KIND[log]}-${i}.parquet`);
      const part = await writePart(database, log, { ...group, model }, of, file);
      parts[log].set(model, [...(parts[log].get(model) ?? []), part]);
    }
  };
  for (const log of LOGS) {
    const groups: LineGroup[] = [];
    const chunks = fetchChunks(store, listing[log], directory, chunkBytes);
    try {
      for (let i = 0; ; i++) {
        const { value: chunk } = await stages.time('fetch', () => chunks.next());
        if (!chunk) break;
        await stages.time('read', async () => {
          const found = await loadLines(database, log, chunk);
          await readChunk(log, i, found);
          groups.push(...found);
        });
      }
    } finally {
      await chunks.return();
    }
    lines.push(...countLines(groups, (model) => models.has(model) || refused.has(model)));
  }
  return { lines, rejections: rejections.byModel(), parts };
}
