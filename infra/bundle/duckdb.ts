import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../local/command.ts';

export type Architecture = 'arm64' | 'x64';

interface LockedPackage {
  version: string;
  integrity?: string;
}
type Packages = Record<string, LockedPackage>;

const API = 'node_modules/@duckdb/node-api';
const NEEDED = /^node_modules\/(@duckdb\/|detect-libc$)/;

/**
 * A node_modules folder with DuckDB for Linux on `architecture`, in the versions of package-lock.json, which npm checks
 * against its hashes. npm installs only the binary of the machine it runs on, so this is a second, small installation.
 */
export async function installDuckdb(root: string, architecture: Architecture): Promise<string> {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Packages;
  };
  const manifests = manifestsOf(packages, architecture);
  const digest = createHash('sha256').update(JSON.stringify(manifests)).digest('hex').slice(0, 16);
  const cache = join(root, '.driftgate/duckdb');
  const installed = join(cache, `linux-${architecture}-${digest}`);
  if (existsSync(installed)) return join(installed, 'node_modules');

  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, 'unfinished-'));
  try {
    for (const [file, content] of Object.entries(manifests))
      await writeFile(join(unfinished, file), JSON.stringify(content));
    const target = ['--os=linux', `--cpu=${architecture}`, '--libc=glibc'];
    const { ok, output } = await runCommand('npm', ['ci', '--ignore-scripts', '--no-audit', ...target], {
      cwd: unfinished,
      timeoutSeconds: 300,
    });
    if (!ok) throw new Error(`npm could not install DuckDB for linux-${architecture}:\n${output}`);
    await rename(unfinished, installed).catch((error: unknown) => {
      if (!existsSync(installed)) throw error; // else another packaging was faster
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return join(installed, 'node_modules');
}

/** The part of the project's manifests that is DuckDB. */
function manifestsOf(packages: Packages, architecture: Architecture) {
  const binding = `node_modules/@duckdb/node-bindings-linux-${architecture}`;
  const api = packages[API];
  if (!api || !packages[binding]?.integrity) {
    throw new Error(
      `package-lock.json: expected ${API} and ${binding} with its hash, got ${JSON.stringify(packages[binding])}. ` +
        'The registry did not have the binary in this version when the lock was written; choose a version that it has.',
    );
  }
  const project = {
    name: 'driftgate-duckdb',
    version: '0.0.0',
    dependencies: { '@duckdb/node-api': api.version },
  };
  const locked = Object.fromEntries(Object.entries(packages).filter(([path]) => NEEDED.test(path)));
  return {
    'package.json': project,
    'package-lock.json': {
      name: project.name,
      version: project.version,
      lockfileVersion: 3,
      requires: true,
      packages: { '': project, ...locked },
    },
  };
}
