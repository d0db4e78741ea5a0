import type { ModelDefinition } from '../model/definition.ts';
import { classCell, featureCell, isBlank } from '../rows/cells.ts';
import { columnFinder } from '../rows/column-finder.ts';
import { requireColumns } from '../rows/require-columns.ts';
import type { RowSource } from '../rows/row-source.ts';
import type { SimulatedRow } from './row.ts';

export interface Label {
  column: string;
  /** Whether rows without it are a mistake, and not only without outcomes. */
  isRequired: boolean;
}

/**
 * The rows of the user's own file. Whether they fit the model is for the API to say; of those that cannot be read, and
 * of labels that are none of the classes, `refuse` is told. Columns that the model does not have are left out.
 * @throws Error when the source lacks a column
 */
export async function* fileRows(
  definition: Pick<ModelDefinition, 'features' | 'classes'>,
  source: RowSource,
  label: Label,
  refuse: (at: string, reason: string) => void,
): AsyncGenerator<SimulatedRow[]> {
  const find = source.columns ? columnFinder(source.columns) : (name: string) => name;
  const needed = definition.features.filter(({ nullable }) => !nullable).map(({ name }) => name);
  requireColumns(source, [...needed, ...(label.isRequired ? [label.column] : [])], find);
  const places = definition.features.map((feature) => ({ feature, column: find(feature.name) }));
  const labelColumn = find(label.column);
  for await (const part of source.rows()) {
    const rows: SimulatedRow[] = [];
    for (const row of part) {
      const at = `${source.name} ${row.at}`;
      if ('unreadable' in row) {
        refuse(at, row.unreadable);
        continue;
      }
      const cell = (column: string | undefined): unknown =>
        column !== undefined && Object.hasOwn(row.cells, column) ? row.cells[column] : null;
      const features = Object.fromEntries(
        places.map(({ feature, column }) => [feature.name, featureCell(feature, cell(column))]),
      );
      const written = cell(labelColumn);
      const actual = isBlank(written) ? undefined : classCell(definition, written);
      if (!isBlank(written) && actual === undefined)
        refuse(
          at,
          `${label.column}: expected one of ${definition.classes.join(', ')}; sent without an outcome`,
        );
      rows.push({ features, actual });
    }
    yield rows;
  }
}
