/**
 * Compares the rows of a file with what the model was trained for, as the nightly job does with a day, without any
 * service: the model predicts them; where they have labels, its answers are judged too.
 *
 *   npm run drift -- --model <name> --data <file.csv|ndjson|parquet> [--label <column>]
 *     [--json] [--html <file>] [--fail-on drift|watch|validate|retrain]
 *
 * The exit code is 0 whatever is found, 3 when it is what --fail-on names, 2 when the file cannot be judged.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { userDirectory } from '../lib/config.ts';
import { ALARMS, isAlarm } from '../lib/file-report/alarm.ts';
import { profileFile } from '../lib/file-report/profile-file.ts';
import { type FileReport, fileReport } from '../lib/file-report/report.ts';
import { reportText } from '../lib/file-report/text.ts';
import { type ModelFolder, readModels } from '../lib/model/registry.ts';
import { openSession } from '../lib/model/session.ts';
import { targetColumn } from '../lib/model/target.ts';
import { validateOnHoldout } from '../lib/model/validate-holdout.ts';
import { writeWhole } from '../lib/predict/output-file.ts';
import { openDatabase } from '../lib/profile/duckdb.ts';
import { folderReference } from '../lib/profile/folder-reference.ts';
import { filePage } from '../lib/report/file-page.ts';
import { openFile } from '../lib/rows/open-file.ts';
import { command } from './command.ts';
import { namedModel } from './named-model.ts';

const USAGE =
  '--model <name> --data <file.csv|ndjson|parquet> [--label <column>] [--json] [--html <file>] ' +
  `[--fail-on ${ALARMS.join('|')}]`;
const OPTIONS = {
  model: { type: 'string' },
  data: { type: 'string' },
  label: { type: 'string' },
  json: { type: 'boolean', default: false },
  html: { type: 'string' },
  'fail-on': { type: 'string' },
} as const;
const FAILED = 3;

await command('drift', USAGE, OPTIONS, async ({ model, data, label, json, html, 'fail-on': failOn }) => {
  const folder = namedModel(await readModels(import.meta.dirname), model);
  if (!data) throw new Error('--data: expected a file, got nothing');
  const alarm = ALARMS.find((name) => name === failOn);
  if (failOn !== undefined && alarm === undefined)
    throw new Error(`--fail-on: expected one of ${ALARMS.join(', ')}, got ${failOn}`);
  const report = await judge(folder, resolve(userDirectory(), data), label);
  if (html !== undefined) await writeWhole(resolve(userDirectory(), html), once(filePage(report)));
  for (const line of report.rows.refusals) console.error(line);
  console.log(json ? JSON.stringify(report, undefined, 2) : reportText(report));
  if (alarm !== undefined && isAlarm(report, alarm)) process.exitCode = FAILED;
});

async function judge(folder: ModelFolder, path: string, label: string | undefined): Promise<FileReport> {
  const { definition } = folder;
  const file = basename(path);
  const reference = await folderReference(folder);
  const session = await openSession(folder);
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-drift-'));
  const database = await openDatabase(directory);
  try {
    const source = await openFile(database, path, file);
    const name = label ?? targetColumn(definition);
    const column = { name, isRequired: false };
    const contents = await profileFile(
      database,
      directory,
      { definition, reference, session },
      source,
      column,
    );
    if (label !== undefined && !contents.labelled)
      throw new Error(`--label: expected a column with labels, got ${label} without any`);
    const date = new Date().toISOString().slice(0, 10);
    const about = { file, label: name, date };
    return await fileReport({ definition, reference }, contents, about, () => validateOnHoldout(folder));
  } finally {
    database.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
