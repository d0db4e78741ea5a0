import type { ModelDefinition } from '../model/definition.ts';
import type { LabelledRow } from '../model/predict-rows.ts';
import { modelRows } from './model-rows.ts';
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
  for await (const part of modelRows(definition, source, { name: label, isRequired: true }, refuse))
    yield part as LabelledRow[];
}
