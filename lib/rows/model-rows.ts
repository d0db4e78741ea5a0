import type { ClassLabel, ModelDefinition } from '../model/definition.ts';
import type { LabelledRow } from '../model/predict-rows.ts';
import { type FieldProblem, validateRow } from '../model/validate.ts';
import { classCell, featureCell, isBlank } from './cells.ts';
import { columnFinder } from './column-finder.ts';
import { requireColumns } from './require-columns.ts';
import type { RowSource } from './row-source.ts';

/** A row that fits a model, with its label where it has one. */
export type ModelRow = Pick<LabelledRow, 'features'> & { actual: ClassLabel | undefined };

/** The column with the actual class. */
export interface LabelColumn {
  name: string;
  /** Rows without a label are refused. */
  isRequired: boolean;
}

/** Told where a row is that does not fit, and what is wrong; the problems are those of its features. */
export type Refuse = (at: string, reason: string, problems: readonly FieldProblem[]) => void;

/**
 * The rows that fit the model; of each other one `refuse` is told. A label that is none of the model's classes does not
 * fit either. Columns that the model does not have are left out.
 * @throws Error when the source lacks a column
 */
export async function* modelRows(
  definition: ModelDefinition,
  source: RowSource,
  label: LabelColumn,
  refuse: Refuse,
): AsyncGenerator<ModelRow[]> {
  const find = source.columns ? columnFinder(source.columns) : (name: string) => name;
  const needed = definition.features.filter(({ nullable }) => !nullable).map(({ name }) => name);
  requireColumns(source, label.isRequired ? [...needed, label.name] : needed, find);
  const features = definition.features.map((feature) => ({ feature, column: find(feature.name) }));
  const labelColumn = find(label.name);
  for await (const part of source.rows()) {
    const good: ModelRow[] = [];
    for (const row of part) {
      const at = `${source.name} ${row.at}`;
      if ('unreadable' in row) {
        refuse(at, row.unreadable, []);
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
      const given = cell(labelColumn);
      const actual = classCell(definition, given);
      const reasons = problems.map(({ field, detail }) => `${field}: ${detail}`);
      if (actual === undefined && (label.isRequired || !isBlank(given)))
        reasons.push(`${label.name}: expected one of ${definition.classes.join(', ')}, got ${shown(given)}`);
      if (reasons.length === 0) good.push({ features: values, actual });
      else refuse(at, reasons.join('; '), problems);
    }
    yield good;
  }
}

function shown(cell: unknown): string {
  if (cell === null || cell === undefined) return 'nothing';
  return typeof cell === 'string' ? JSON.stringify(cell.slice(0, 60)) : String(cell);
}
