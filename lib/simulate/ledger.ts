import { appendFileSync, mkdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ClassLabel } from '../model/definition.ts';

/** Of which run the predictions are: the first line. */
export interface LedgerHeader {
  model: string;
  url: string;
  /** ISO 8601, UTC. */
  began: string;
  seed: string;
}

/** A prediction whose outcome is known and not yet accepted. */
export interface OpenPrediction {
  prediction_id: string;
  actual: ClassLabel;
}

type Line = OpenPrediction | { prediction_id: string; outcome: 'accepted' };

/** What a later run needs to send outcomes: a line of JSON for each prediction, and for each outcome that was accepted. */
export class Ledger {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** @throws Error when there is such a file */
  static create(path: string, header: LedgerHeader): Ledger {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, `${JSON.stringify(header)}\n`, { flag: 'ax' });
    return new Ledger(path);
  }

  /** @throws Error when there is no such file, or it is no ledger */
  static async open(path: string): Promise<{ ledger: Ledger; header: LedgerHeader; open: OpenPrediction[] }> {
    const [first, ...rest] = (await readFile(path, 'utf8')).trimEnd().split('\n').map(parse);
    const header = first as Partial<LedgerHeader> | undefined;
    if (typeof header?.model !== 'string' || typeof header.url !== 'string')
      throw new Error(
        `${path}: expected a ledger, whose first line names a model and a url, got another file`,
      );
    const open = new Map<string, OpenPrediction>();
    for (const [i, line] of rest.entries()) {
      const entry = line as Line | undefined;
      if (typeof entry?.prediction_id !== 'string')
        throw new Error(`${path}: expected JSON with a prediction_id in line ${i + 2}, got something else`);
      if ('outcome' in entry) open.delete(entry.prediction_id);
      else open.set(entry.prediction_id, entry);
    }
    return { ledger: new Ledger(path), header: header as LedgerHeader, open: [...open.values()] };
  }

  predicted(prediction_id: string, actual: ClassLabel): void {
    this.#write({ prediction_id, actual });
  }

  accepted(prediction_id: string): void {
    this.#write({ prediction_id, outcome: 'accepted' });
  }

  /** In one call, so that whoever is killed leaves whole lines. */
  #write(line: Line): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Where the runs of a model that begin at this time are written, one folder for each model. */
export const ledgerPath = (directory: string, model: string, began: Date): string =>
  join(directory, model, `${began.toISOString().replaceAll(':', '-')}.ndjson`);

/** The ledger of the last run of a model. @throws Error when there is none */
export async function newestLedger(directory: string, model: string): Promise<string> {
  const folder = join(directory, model);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const last = names
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .at(-1);
  if (last === undefined) throw new Error(`${folder}: expected the ledger of an earlier run, got none`);
  return join(folder, last);
}
