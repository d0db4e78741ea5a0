import { join, resolve } from 'node:path';
import { userDirectory } from '../lib/config.ts';
import type { ModelFolder } from '../lib/model/registry.ts';
import { targetColumn } from '../lib/model/target.ts';
import { folderReference } from '../lib/profile/folder-reference.ts';
import { openFile } from '../lib/rows/open-file.ts';
import { Refusals } from '../lib/rows/refusals.ts';
import { ApiClient } from '../lib/simulate/api-client.ts';
import { type DrawnRows, drawRows } from '../lib/simulate/draw-rows.ts';
import { parseDrift } from '../lib/simulate/drift.ts';
import { fileRows } from '../lib/simulate/file-rows.ts';
import { Ledger, ledgerPath, newestLedger } from '../lib/simulate/ledger.ts';
import { planOutcomes } from '../lib/simulate/plan.ts';
import type { Settings } from '../lib/simulate/settings.ts';
import type { SimulationOptions } from '../lib/simulate/simulation.ts';
import { unseenRows } from '../lib/simulate/unseen-rows.ts';
import { seededRandom } from '../lib/statistics/random.ts';
import { withDatabase } from './with-database.ts';

const DEMO = 'http://127.0.0.1:3000';
const LEDGERS = join(import.meta.dirname, '../.driftgate/simulate');

export interface RunFlags {
  data?: string | undefined;
  label?: string | undefined;
  drift?: string[] | undefined;
  ledger?: string | undefined;
}

/** What is sent where. */
export interface SimulatedRun extends Pick<SimulationOptions, 'api' | 'rows' | 'earlier' | 'ledger'> {
  /** The same, for whoever runs it. */
  told: string[];
  /** Of the user's own rows those that cannot be read, or have a label that is none. */
  refusals: Refusals;
}

/** Predictions of rows of --data, or else of the model's folder, and their outcomes. @throws Error */
export async function newRun(
  folder: ModelFolder,
  flags: RunFlags,
  settings: Settings,
  seed: string,
): Promise<SimulatedRun> {
  const { name } = folder.definition;
  const refusals = new Refusals();
  const { rows, told } = await draw(folder, flags, settings, seed, refusals);
  const { api, url, served } = await connect(settings, settings.url ?? DEMO, folder);
  const began = new Date();
  const path = flags.ledger ? resolve(userDirectory(), flags.ledger) : ledgerPath(LEDGERS, name, began);
  const ledger = Ledger.create(path, { model: name, url, began: began.toISOString(), seed });
  return { api, rows, earlier: [], ledger, told: [...told, served], refusals };
}

/** Outcomes of the predictions of the run that wrote --ledger, or else of the last one. @throws Error */
export async function earlierRun(
  folder: ModelFolder,
  flags: RunFlags,
  settings: Settings,
  seed: string,
): Promise<SimulatedRun> {
  const { name } = folder.definition;
  const path = flags.ledger ? resolve(userDirectory(), flags.ledger) : await newestLedger(LEDGERS, name);
  const { ledger, header, open } = await Ledger.open(path);
  if (header.model !== name) throw new Error(`${path}: expected predictions of ${name}, got ${header.model}`);
  if (open.length === 0) throw new Error(`${path}: expected predictions without an outcome, got none`);
  const { api, served } = await connect(settings, settings.url ?? header.url, folder);
  const { ratio, delay } = settings;
  const earlier = planOutcomes(open, ratio, delay, seededRandom(`${seed} outcomes`));
  const told = [`${open.length} predictions of the run of ${header.began} have no outcome yet`, served];
  return { api, rows: [], earlier, ledger, told, refusals: new Refusals() };
}

async function draw(
  folder: ModelFolder,
  { data, label, drift = [] }: RunFlags,
  settings: Settings,
  seed: string,
  refusals: Refusals,
): Promise<DrawnRows> {
  const { definition, directory } = folder;
  const drifts = drift.map((text) => parseDrift(text, definition));
  const isRelative = drifts.some((one) => 'unit' in one && one.unit === 'sd');
  const deviations = isRelative ? (await folderReference(folder)).standard_deviations.features : {};
  if (data === undefined) {
    const name = `models/${definition.name}/unseen.ndjson`;
    return drawRows(unseenRows(directory), name, settings, drifts, deviations, seed);
  }
  return withDatabase(async (database) => {
    const source = await openFile(database, resolve(userDirectory(), data), data);
    const column = { column: label ?? targetColumn(definition), isRequired: label !== undefined };
    const rows = fileRows(definition, source, column, refusals.add);
    return drawRows(rows, data, settings, drifts, deviations, seed);
  });
}

/** @throws Error when no API is there that serves the model */
async function connect({ headers }: Settings, url: string, { definition: { name, version } }: ModelFolder) {
  const api = new ApiClient(url, headers);
  const answer = await api.model(name);
  if ('reason' in answer)
    throw new Error(
      `${url}: expected an API that serves ${name}, as npm run demo starts one, got ${answer.reason}: ${answer.detail}`,
    );
  const { version: theirs } = answer.body;
  const note = theirs === version ? '' : `, while version ${version} is here`;
  return { api, url, served: `to ${name} ${theirs} at ${url}${note}` };
}
