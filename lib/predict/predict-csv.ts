import type { FeatureValues } from '../log/record.ts';
import type { Prediction } from '../model/decide.ts';
import type { ModelDefinition } from '../model/definition.ts';
import type { Session } from '../model/session.ts';
import { validateRow } from '../model/validate.ts';
import { featureCell } from '../rows/cells.ts';
import { columnFinder } from '../rows/column-finder.ts';
import type { CsvFile, CsvRow, UnreadableLines } from '../rows/csv-file.ts';
import { separatorHint } from '../rows/separator-hint.ts';

/** A row of the file with the model's answer, or lines that have none and why. */
export type CsvPrediction = (CsvRow & { prediction: Prediction }) | UnreadableLines;

/**
 * Every row of the file, in order, a part at a time.
 * @throws Error when the file lacks a column that the model needs; InferenceError while it is read
 */
export function predictCsv(
  definition: ModelDefinition,
  session: Pick<Session, 'predict'>,
  file: CsvFile,
): AsyncGenerator<CsvPrediction[]> {
  const find = columnFinder(file.columns);
  const absent = definition.features.filter(({ name, nullable }) => !nullable && find(name) === undefined);
  if (absent.length > 0) {
    const names = absent.map(({ name }) => name).join(', ');
    throw new Error(
      `expected the columns ${names} too, got ${file.columns.join(', ').slice(0, 500)}${separatorHint(file.columns)}`,
    );
  }
  const places = definition.features.map((feature) => ({ feature, column: find(feature.name) }));
  const valuesOf = ({ cells }: CsvRow): Record<string, unknown> =>
    Object.fromEntries(
      places.map(({ feature, column }) => [
        feature.name,
        featureCell(feature, column === undefined ? null : cells[column]),
      ]),
    );
  return predictParts(definition, session, file.rows(), valuesOf);
}

async function* predictParts(
  definition: ModelDefinition,
  session: Pick<Session, 'predict'>,
  parts: ReturnType<CsvFile['rows']>,
  valuesOf: (row: CsvRow) => Record<string, unknown>,
): AsyncGenerator<CsvPrediction[]> {
  for await (const part of parts) {
    const good: FeatureValues[] = [];
    const rows = part.map((row): CsvRow | UnreadableLines => {
      if ('unreadable' in row) return row;
      const { values, problems } = validateRow(definition, valuesOf(row));
      if (problems.length === 0) {
        good.push(values);
        return row;
      }
      const unreadable = problems.map(({ field, detail }) => `${field}: ${detail}`).join('; ');
      return { line: row.line, lastLine: row.lastLine, unreadable };
    });
    const predictions = good.length === 0 ? [] : await session.predict(good);
    let next = 0;
    yield rows.map((row) => ('unreadable' in row ? row : { ...row, prediction: predictions[next++]! }));
  }
}
