import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCommand } from '../../infra/local/command.ts';

const INSTALL = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];

/**
 * The interpreter of a virtual environment in .driftgate with what a file of requirements names, installed once.
 * Undefined, with a reason said, where there is no Python.
 */
export async function pythonEnvironment(
  root: string,
  name: string,
  requirements: string,
  say: (line: string) => void,
): Promise<string | undefined> {
  const venv = join(root, '.driftgate', name);
  const python = join(venv, 'bin/python');
  const stamp = join(venv, 'requirements.sha256');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  say(`installing ${basename(requirements)} in ${venv} …`);
  mkdirSync(join(root, '.driftgate'), { recursive: true });
  const made = await runCommand('python3', ['-m', 'venv', '--clear', venv], { timeoutSeconds: 120 });
  const install = [...INSTALL, '-r', requirements];
  const done = made.ok ? await runCommand(python, install, { timeoutSeconds: 600 }) : made;
  if (!done.ok) {
    say(`there is no peer to compare to: ${done.output.trim().split('\n').at(-1)}`);
    return undefined;
  }
  // Written last: an interrupted installation has no stamp and is made again.
  writeFileSync(stamp, wanted);
  return python;
}
