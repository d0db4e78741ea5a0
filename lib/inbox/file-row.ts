import type { ReadRow } from '../outcomes/row.ts';
import type { RowReader } from '../outcomes/row-reader.ts';
import type { FileSource } from '../outcomes/source.ts';
import type { SourceRow } from '../rows/row-source.ts';

/** A row with its place in the file, from 0; or, where a row should be, why the file cannot be read. */
export type FileRow = { position: number } & (SourceRow | { at: string; problem: string });

export function readFileRow(reader: RowReader, row: FileRow, now: number): ReadRow {
  if (!('problem' in row)) return reader.read(row, now);
  const { at, problem: detail } = row;
  return { at, model: undefined, reason: 'invalid_file', detail, retryable: false };
}

/**
 * Rows of one segment of predictions have this in common. It is what the cell says and not what it means: that may differ
 * the next time, and where a file is cut must not.
 */
export function groupOf({ mapping: { join } }: FileSource, row: FileRow): string {
  const value = 'cells' in row ? row.cells[join.column] : undefined;
  if (typeof value !== 'string') return '';
  return join.by === 'prediction_id' ? value.slice(0, Math.max(0, value.lastIndexOf('.'))) : value;
}
