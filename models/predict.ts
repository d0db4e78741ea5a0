/**
 * Predicts the rows of a CSV file, without any server. Every row is predicted, or reported with its line and what is
 * wrong. Columns the model does not have are passed through.
 *
 *   npm run predict -- --model <name> --data file.csv [--out file.csv|file.ndjson]
 *
 * The exit code is 0 when every row was predicted, 1 when some were not, 2 when there is no output.
 */
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { userDirectory } from '../lib/config.ts';
import { readModels } from '../lib/model/registry.ts';
import { openSession } from '../lib/model/session.ts';
import { writeWhole } from '../lib/predict/output-file.ts';
import { type CsvPrediction, predictCsv } from '../lib/predict/predict-csv.ts';
import { CsvFile, shownLines } from '../lib/rows/csv-file.ts';
import { command } from './command.ts';
import { namedModel } from './named-model.ts';

const USAGE = '--model <name> --data file.csv [--out file.csv|file.ndjson]';
const OPTIONS = { model: { type: 'string' }, data: { type: 'string' }, out: { type: 'string' } } as const;
const ADDED = ['label', 'score'];

await command('predict', USAGE, OPTIONS, async ({ model: name, data, out }) => {
  const model = namedModel(await readModels(import.meta.dirname), name);
  if (!data) throw new Error('--data: expected a CSV file, got nothing');
  const file = await CsvFile.open(resolve(userDirectory(), data));
  const isCsv = !out?.endsWith('.ndjson');
  const taken = ADDED.filter((column) => isCsv && file.columns.includes(column));
  if (taken.length > 0)
    throw new Error(
      `${data}: expected other columns than ${ADDED.join(' and ')}, which are added, got ${taken.join(', ')}; ` +
        'rename them, or write to --out file.ndjson',
    );
  const predictions = predictCsv(model.definition, await openSession(model), file);
  let predicted = 0;
  let refused = 0;
  const lineOf = (row: CsvPrediction): string => {
    if ('unreadable' in row) {
      refused++;
      console.error(`${shownLines(row)}: ${row.unreadable}`);
      return '';
    }
    predicted++;
    const { line, cells, prediction } = row;
    const { label, score } = prediction;
    if (!isCsv) return `${JSON.stringify({ line, label, score })}\n`;
    return csvLine([...file.columns.map((column) => cells[column] ?? ''), label, score]);
  };
  async function* lines(): AsyncGenerator<string> {
    if (isCsv) yield csvLine([...file.columns, ...ADDED]);
    for await (const part of predictions) yield part.map(lineOf).join('');
  }
  if (out === undefined) await pipeline(lines, process.stdout, { end: false });
  else await writeWhole(resolve(userDirectory(), out), lines(), interrupted());
  const { version } = model.definition;
  console.error(`${predicted} rows predicted with ${name} ${version}, ${refused} refused`);
  if (refused > 0) process.exitCode = 1;
});

/** Aborts when the process is told to end. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => controller.abort());
  return controller.signal;
}

function csvLine(cells: (string | number)[]): string {
  const quoted = cells.map((cell) =>
    /[",\r\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : cell,
  );
  return `${quoted.join(',')}\n`;
}
