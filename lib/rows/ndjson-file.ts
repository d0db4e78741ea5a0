import { access } from 'node:fs/promises';
import { readLines } from './lines.ts';
import type { RowSource, SourceRow } from './row-source.ts';

/** A file of one JSON object a line. @throws Error when there is no such file */
export async function openNdjson(path: string, name: string): Promise<RowSource> {
  await access(path);
  return {
    name,
    columns: undefined,
    async *rows() {
      let number = 0;
      for await (const lines of readLines(path)) {
        const rows: SourceRow[] = [];
        for (const line of lines) {
          number++;
          if (line.trim() !== '') rows.push(readRow(`line ${number}`, line));
        }
        yield rows;
      }
    },
    close: async () => undefined,
  };
}

function readRow(at: string, line: string): SourceRow {
  try {
    const cells: unknown = JSON.parse(line);
    if (typeof cells === 'object' && cells !== null && !Array.isArray(cells))
      return { at, cells: cells as Record<string, unknown> };
  } catch {
    // Said below, without the line: it may hold what nobody should see.
  }
  return { at, unreadable: `expected a JSON object, got ${line.length} other characters` };
}
