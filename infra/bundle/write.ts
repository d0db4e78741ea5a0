import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundle, bundlePath } from './bundle.ts';
import { buildWeb, WEB_PATH } from './web.ts';

/** A file in dist/. */
export interface Written {
  path: string;
  bytes: number;
}

/** Writes the bundle of a function, or of the server, into dist/. */
export async function writeBundle(root: string, name: string): Promise<Written> {
  const { code } = await bundle(root, name);
  return write(root, bundlePath(name), code);
}

/** Writes the web page into dist/, and removes what is left there of one before. */
export async function writeWeb(root: string): Promise<Written[]> {
  const files = await buildWeb(root);
  const written = await Promise.all(
    [...files].map(([path, content]) => write(root, `${WEB_PATH}/${path}`, content)),
  );
  const assets = join(root, WEB_PATH, 'assets');
  for (const file of await readdir(assets)) {
    // One that another process is writing has an ending of its own.
    if (/\.\w*[a-z]\w*$/.test(file) && !files.has(`assets/${file}`))
      await rm(join(assets, file), { force: true });
  }
  return written;
}

async function write(root: string, path: string, content: Uint8Array): Promise<Written> {
  const target = join(root, path);
  const before = await readFile(target).catch(() => undefined);
  // An API that runs beside this one may be loading the file: it is replaced at once, and only by something new.
  if (!before?.equals(content)) {
    await mkdir(dirname(target), { recursive: true });
    const temporary = `${target}.${process.pid}`;
    await writeFile(temporary, content);
    await rename(temporary, target);
  }
  return { path, bytes: content.length };
}
