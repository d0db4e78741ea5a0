import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundle, bundlePath } from './bundle.ts';

/** Writes the bundle of a function into dist/. */
export async function writeBundle(root: string, name: string): Promise<{ path: string; bytes: number }> {
  const { code } = await bundle(root, name);
  const path = bundlePath(name);
  const target = join(root, path);
  const before = await readFile(target).catch(() => undefined);
  // An API that runs beside this one may be loading the file: it is replaced at once, and only by something new.
  if (!before?.equals(code)) {
    await mkdir(dirname(target), { recursive: true });
    const temporary = `${target}.${process.pid}`;
    await writeFile(temporary, code);
    await rename(temporary, target);
  }
  return { path, bytes: code.length };
}
