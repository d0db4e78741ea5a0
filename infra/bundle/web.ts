import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { runCommand } from '../local/command.ts';

/** Where the web page lies, below the project's folder and in the artefact of `page`. */
export const WEB_PATH = 'dist/web';

/** Builds web/: the files by their path, index.html and assets/ whose names have a hash of their content. */
export async function buildWeb(root: string): Promise<Map<string, Buffer>> {
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-web-'));
  try {
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const options = ['--config', 'web/vite.config.ts', '--configLoader', 'native', '--outDir', directory];
    const { ok, output } = await runCommand(process.execPath, [vite, 'build', ...options, '--emptyOutDir'], {
      cwd: root,
      // Whoever builds it, tests too: the same sources give the same bytes.
      env: { NODE_ENV: 'production' },
      timeoutSeconds: 60,
    });
    if (!ok) throw new Error(`Vite could not build the web page:\n${output}`);
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'));
    const read = (path: string) =>
      readFile(join(directory, path)).then((content) => [path, content] as const);
    return new Map(await Promise.all(paths.sort().map(read)));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
