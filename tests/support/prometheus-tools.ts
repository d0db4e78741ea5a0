import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const IMAGES = { promtool: 'image: prom/prometheus', amtool: 'image: prom/alertmanager' };

/** The pinned image that has the tool. */
export function imageOf(tool: keyof typeof IMAGES): string {
  const compose = readFileSync('infra/docker-compose.yml', 'utf8');
  return /image: (\S+)/.exec(compose.slice(compose.indexOf(IMAGES[tool])))![1]!;
}

/**
 * What the tool prints; it is the one on PATH, where the Debian packages put it, or that of the pinned image.
 * @throws Error when it fails, with what it said
 */
export async function runTool(tool: keyof typeof IMAGES, ...args: string[]): Promise<string> {
  const execute = promisify(execFile);
  try {
    return (await execute(tool, args)).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const root = process.cwd();
    const mount = ['--volume', `${root}:${root}:ro`, '--workdir', root, '--entrypoint', tool];
    return (await execute('docker', ['run', '--rm', ...mount, imageOf(tool), ...args])).stdout;
  }
}

/** A folder until the end of `use`, inside the one that a container sees. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const parent = join(process.cwd(), '.driftgate');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'tools-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
