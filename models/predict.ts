/**
 * Predicts the rows of a CSV file, without any server. Rows that do not fit the model are reported with their line and
 * what is wrong, and the others predicted. Columns the model does not have are passed through.
 *
 *   npm run predict -- --model <name> --data file.csv [--out file.csv|file.ndjson]
 *
 * The exit code is 0 when every row was predicted, 1 when some were not, 2 when it could not begin.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { FeatureValues } from '../lib/log/record.ts';
import type { ModelDefinition } from '../lib/model/definition.ts';
import { readModels } from '../lib/model/registry.ts';
import { openSession } from '../lib/model/session.ts';
import { validateRow } from '../lib/model/validate.ts';
import { featureCell } from '../lib/rows/cells.ts';
import { CsvFile, type CsvRow } from '../lib/rows/csv-file.ts';

const { values: flags } = parseArgs({
  options: { model: { type: 'string' }, data: { type: 'string' }, out: { type: 'string' } },
});
try {
  await main();
} catch (error) {
  console.error(`predict: ${(error as Error).message}`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const models = await readModels(import.meta.dirname);
  const model = models.get(flags.model ?? '');
  if (!model)
    throw new Error(
      `--model: expected one of ${[...models.keys()].join(', ')}, got ${flags.model ?? 'nothing'}`,
    );
  if (flags.data === undefined) throw new Error('--data: expected a CSV file, got nothing');
  const { definition, directory } = model;
  const file = await CsvFile.open(flags.data);
  const absent = definition.features.filter(
    ({ name, nullable }) => !nullable && !file.columns.includes(name),
  );
  if (absent.length > 0)
    throw new Error(`${flags.data}: expected the columns ${absent.map(({ name }) => name).join(', ')} too`);
  const session = await openSession({ directory, definition });
  const out = flags.out === undefined ? process.stdout : createWriteStream(flags.out);
  const write = async (text: string): Promise<void> => {
    if (!out.write(text)) await once(out, 'drain');
  };
  const ndjson = flags.out?.endsWith('.ndjson') ?? false;
  if (!ndjson) await write(csvLine([...file.columns, 'label', 'score']));
  let predicted = 0;
  let refused = 0;
  const refuse = (line: number, reason: string): void => {
    refused++;
    console.error(`line ${line}: ${reason}`);
  };
  for await (const part of file.rows()) {
    const good: { row: CsvRow; values: FeatureValues }[] = [];
    for (const row of part) {
      if ('unreadable' in row) {
        refuse(row.line, row.unreadable);
        continue;
      }
      const { values, problems } = validateRow(definition, featuresOf(definition, row));
      if (problems.length === 0) good.push({ row, values });
      else refuse(row.line, problems.map(({ field, detail }) => `${field}: ${detail}`).join('; '));
    }
    if (good.length === 0) continue;
    const predictions = await session.predict(good.map(({ values }) => values));
    const lines = predictions.map(({ label, score }, i) => {
      const { line, cells } = good[i]!.row;
      if (ndjson) return `${JSON.stringify({ line, label, score })}\n`;
      return csvLine([...file.columns.map((column) => cells[column] ?? ''), label, score]);
    });
    await write(lines.join(''));
    predicted += good.length;
  }
  if (flags.out !== undefined) {
    out.end();
    await finished(out);
  }
  console.error(
    `${predicted} rows predicted with ${definition.name} ${definition.version}, ${refused} refused`,
  );
  if (refused > 0) process.exitCode = 1;
}

/** Cells as the model's schema wants them; what is no number stays text, and validation says so. */
function featuresOf({ features }: ModelDefinition, { cells }: CsvRow): Record<string, unknown> {
  return Object.fromEntries(
    features.map((feature) => [feature.name, featureCell(feature, cells[feature.name])]),
  );
}

function csvLine(cells: (string | number)[]): string {
  const quoted = cells.map((cell) =>
    /[",\r\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : cell,
  );
  return `${quoted.join(',')}\n`;
}
