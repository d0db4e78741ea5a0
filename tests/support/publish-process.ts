import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { ROOT } from './handler-sources.ts';

/** `npm run publish-model` as a process of its own, with these variables. */
export function publishProcess(args: readonly string[], variables: Record<string, string | undefined>) {
  const node = ['--disable-warning=ExperimentalWarning', 'models/publish.ts', ...args];
  const env = { ...process.env, DRIFTGATE_STORE: undefined, DRIFTGATE_MODELS: undefined, ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: ROOT, env, encoding: 'utf8' });
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
}

/** The folder of models that a folder lies in. */
export const modelsOf = ({ directory }: ModelFolder): { DRIFTGATE_MODELS: string } => ({
  DRIFTGATE_MODELS: dirname(directory),
});
