import { entityIdOf } from '../entities/entity-id.ts';
import { type CellFinder, cellFinder } from '../outcomes/cell-finder.ts';
import { isEmpty } from '../outcomes/cell-value.ts';
import type { FileSource, OutcomeSource } from '../outcomes/source.ts';
import { identifier, ROW, stringLiteral } from '../profile/sql-text.ts';
import { columnFinder } from '../rows/column-finder.ts';
import { CsvRecords } from '../rows/csv-records.ts';
import type { ErasureContext, Touched } from './context.ts';
import { eraseMeant, type Meant } from './dropped-files.ts';

/** Whom files of outcomes tell of by an id that is not ours. */
export interface NamedEntity {
  /** Without space around it, which is no part of an id; not empty. */
  entityId: string;
  /** Rows that say that they are about another model stay; undefined: none do. */
  model: string | undefined;
}

/**
 * Takes the rows about an entity out of files of outcomes that were taken or refused. Of a source, those are the rows
 * that have its id in the column by which they are joined; where no source says what a file is, or a row cannot be read,
 * those with the id as a word.
 */
export const eraseEntityFromFiles = (
  context: ErasureContext,
  entity: NamedEntity,
  sources: readonly OutcomeSource[],
): Promise<Touched> =>
  eraseMeant(
    context,
    'rows of files that name the entity',
    () => true,
    (folder) => {
      const source = sources.find((one): one is FileSource => one.kind === 'file' && one.name === folder);
      if (source?.mapping.join.by === 'prediction_id') return undefined;
      const { model } = entity;
      if (model !== undefined && source?.models?.includes(model) === false) return undefined;
      return meantOf(entity, source);
    },
  );

function meantOf({ entityId, model }: NamedEntity, source: FileSource | undefined): Meant {
  const mapping = source?.mapping;
  const word = wordPattern(entityId);
  const isWord = new RegExp(word, 'u');
  const isMeantBy = (find: (name: string) => CellFinder | undefined, cells: Record<string, unknown>) => {
    const id = entityIdOf(mapping && find(mapping.join.column)?.(cells));
    if (id?.trim() !== entityId) return false;
    const named = mapping?.model === undefined ? undefined : find(mapping.model)?.(cells);
    return model === undefined || isEmpty(named) || String(named) === model;
  };
  return {
    texts: spellings(entityId),
    isMeant: (record, first) => {
      const text = record.toString();
      const object = source && objectOf(text);
      if (object) return isMeantBy((name) => cellFinder(name, undefined), object);
      const header = source && cellsOf(first);
      const hasColumn = header && cellFinder(source.mapping.join.column, header) !== undefined;
      if (hasColumn && record === first) return false;
      const cells = cellsOf(record);
      if (!hasColumn || cells?.length !== header.length) return isWord.test(text);
      const row = Object.fromEntries(header.map((name, i) => [name, cells[i]]));
      return isMeantBy((name) => cellFinder(name, header), row);
    },
    condition: (columns) => {
      const find = columnFinder(columns);
      const column = mapping && find(mapping.join.column);
      if (column === undefined) return `regexp_matches(CAST(${ROW} AS VARCHAR), ${stringLiteral(word)})`;
      // A whole number may be in a column of others.
      const id = `regexp_replace(${trimmed(column)}, '\\.0+$', '')`;
      const isEntity = `${stringLiteral(entityId)} IN (${id}, ${trimmed(column)})`;
      const ofModel = mapping?.model === undefined ? undefined : find(mapping.model);
      if (model === undefined || ofModel === undefined) return isEntity;
      return `${isEntity} AND coalesce(${trimmed(ofModel)}, '') IN ('', ${stringLiteral(model)})`;
    },
  };
}

/** As a text of NDJSON or CSV may have it. */
function spellings(id: string): string[] {
  const json = JSON.stringify(id).slice(1, -1);
  const escaped = (digits: (code: string) => string) =>
    json.replace(/[^ -~]/g, (unit) => `\\u${digits(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`);
  const all = [id, id.replaceAll('"', '""'), json, escaped((code) => code), escaped((c) => c.toUpperCase())];
  return [...new Set(all)];
}

/** A pattern that JavaScript and RE2 read alike. */
function wordPattern(id: string): string {
  const escaped = id.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return `(^|[^\\p{L}\\p{N}_-])${escaped}($|[^\\p{L}\\p{N}_-])`;
}

const trimmed = (column: string): string =>
  `trim(CAST(${identifier(column)} AS VARCHAR), ${stringLiteral(' \t\n\v\f\r\u00A0\uFEFF')})`;

function objectOf(text: string): Record<string, unknown> | undefined {
  if (!/^\uFEFF?\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** The cells of a record of CSV; undefined when it is none. */
function cellsOf(bytes: Buffer): string[] | undefined {
  const records = new CsvRecords();
  const [record] = [...records.feed(bytes), ...records.end()].flat();
  return record && 'cells' in record ? record.cells : undefined;
}
