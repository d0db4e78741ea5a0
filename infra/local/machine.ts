import { accessSync, constants, existsSync, globSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './command.ts';
import type { LocalEnvironment } from './environment.ts';
import type { Machine } from './way.ts';

const PYTHONS = ['python3.13', 'python3.12', 'python3.11', 'python3'];
// Debian splits ensurepip off: a Python without it runs but cannot make a virtual environment with pip.
const PYTHON_PROBE = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))';

/** This machine. Answers that take time are remembered, except about what an installation changes. */
export function thisMachine(environment: LocalEnvironment): Machine {
  const folders = environment.path.split(delimiter).filter(Boolean);
  let docker: Promise<boolean> | undefined;
  let packages: Promise<boolean> | undefined;
  return {
    address: (name) => environment.addresses[name],
    hasDocker: () => (docker ??= dockerAnswers()),
    findProgram: (names, beyondPath) => {
      const all = beyondPath === undefined ? folders : [...folders, ...newestFirst(globSync(beyondPath))];
      return names.flatMap((name) => findOnPath(name, all))[0];
    },
    canInstallPackages: () => (packages ??= packagesCanBeInstalled(folders)),
    async findPython() {
      for (const python of PYTHONS.flatMap((name) => findOnPath(name, folders))) {
        if ((await runCommand(python, ['-c', PYTHON_PROBE])).ok) return python; // pyenv's shims exist and fail
      }
      return undefined;
    },
  };
}

/** Every executable of that name, in PATH's order. */
export function findOnPath(name: string, folders: readonly string[]): string[] {
  return folders.map((folder) => join(folder, name)).filter(isExecutable);
}

const newestFirst = (folders: readonly string[]): string[] =>
  [...folders].sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

async function dockerAnswers(): Promise<boolean> {
  const info = await runCommand('docker', ['info'], { timeoutSeconds: 10 });
  return info.ok && (await runCommand('docker', ['compose', 'version'])).ok;
}

async function packagesCanBeInstalled(folders: readonly string[]): Promise<boolean> {
  if (!existsSync('/etc/debian_version') || findOnPath('apt-get', folders).length === 0) return false;
  return isRoot() || (await runCommand('sudo', ['-n', 'true'])).ok;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}
