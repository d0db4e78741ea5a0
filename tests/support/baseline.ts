import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../infra/local/command.ts';
import type { FeatureValues } from '../../lib/log/record.ts';
import { parseReference, type Reference } from '../../lib/profile/reference.ts';
import { temporaryDirectory } from './handler-runtime.ts';

export interface UnseenRow {
  features: FeatureValues;
  actual: string | number;
}

/** Rows that the model has not seen, as training left them. */
export async function unseenRows(model: string, count: number): Promise<UnseenRow[]> {
  const text = await readFile(`models/${model}/unseen.ndjson`, 'utf8');
  return text
    .split('\n')
    .slice(0, count)
    .map((line) => JSON.parse(line) as UnseenRow);
}

/** The command as a user runs it, but with the reference in a place of its own. */
export async function baseline(args: readonly string[], env: Record<string, string> = {}) {
  const out = join(await temporaryDirectory(), 'reference.json');
  const command = ['--disable-warning=ExperimentalWarning', 'models/baseline.ts', '--out', out, ...args];
  const { ok, output } = await runCommand(process.execPath, command, { env, timeoutSeconds: 240 });
  const text = await readFile(out, 'utf8').catch(() => undefined);
  return { ok, output, reference: text === undefined ? undefined : parseReference(text, out) };
}

/** All that depends on the rows, and not on what their source is called. */
export function contents(reference: Reference | undefined) {
  if (!reference) throw new Error('expected a reference, got none');
  const { source: _, hash: __, ...rest } = reference;
  return rest;
}
