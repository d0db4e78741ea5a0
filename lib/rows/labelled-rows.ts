import type { ModelDefinition } from '../model/definition.ts';
import type { LabelledRow } from '../model/predict-labelled.ts';
import { validateRow } from '../model/validate.ts';
import { classCell, featureCell } from './cells.ts';
import { columnFinder } from './column-finder.ts';
import { requireColumns } from './require-columns.ts';
import type { RowSource } from './row-source.ts';

/**
 * The rows that fit the model and have one of its classes as their label; of each other one `refuse` is told where it
 * is and what is wrong. Columns that the model does not have are left out.
 * @param label name of the column with the actual class
 * @throws Error when the source lacks a column
 */
export async function* labelledRows(
  definition: ModelDefinition,
  source: RowSource,
  label: string,
  refuse: (at: string, reason: string) => void,
): AsyncGenerator<LabelledRow[]> {
  const find = source.columns ? columnFinder(source.columns) : (name: string) => name;
  const needed = definition.features.filter(({ nullable }) => !nullable).map(({ name }) => name);
  requireColumns(source, [...needed, label], find);
  const features = definition.features.map((feature) => ({ feature, column: find(feature.name) }));
  const labelColumn = find(label)!;
  for await (const part of source.rows()) {
    const good: LabelledRow[] = [];
    for (const row of part) {
      const at = `${source.name} ${row.at}`;
      if ('unreadable' in row) {
        refuse(at, row.unreadable);
        continue;
      }
      const cell = (column: string | undefined): unknown =>
        column !== undefined && Object.hasOwn(row.cells, column) ? row.cells[column] : null;
      const { values, problems } = validateRow(
        definition,
        Object.fromEntries(
          features.map(({ feature, column }) => [feature.name, featureCell(feature, cell(column))]),
        ),
      );
      const actual = classCell(definition, cell(labelColumn));
      const reasons = problems.map(({ field, detail }) => `${field}: ${detail}`);
      if (actual === undefined)
        reasons.push(
          `${label}: expected one of ${definition.classes.join(', ')}, got ${shown(cell(labelColumn))}`,
        );
      if (actual !== undefined && reasons.length === 0) good.push({ features: values, actual });
      else refuse(at, reasons.join('; '));
    }
    yield good;
  }
}

function shown(cell: unknown): string {
  if (cell === null || cell === undefined) return 'nothing';
  return typeof cell === 'string' ? JSON.stringify(cell.slice(0, 60)) : String(cell);
}
