import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a file that is there whole or not at all: beside its place, then renamed. What was there may be read until
 * then. A pipe or a device is written as it is.
 * @throws Error when the folder is missing or `signal` aborts, and what `lines` throws
 */
export async function writeWhole(
  path: string,
  lines: AsyncIterable<string>,
  signal?: AbortSignal,
): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw new Error(`${path}: expected a file, got a folder`);
  if (there && !there.isFile())
    return pipeline(lines, createWriteStream(path), { ...(signal && { signal }) });
  // Of a link, the file that it leads to is replaced.
  const place = there ? await realpath(path) : path;
  const beside = join(dirname(place), `.${basename(place)}.${randomUUID()}`);
  try {
    const file = createWriteStream(beside, { flags: 'wx', ...(there && { mode: there.mode }) });
    await pipeline(lines, file, { ...(signal && { signal }) });
    await rename(beside, place);
  } catch (error) {
    await rm(beside, { force: true });
    const { code, path: missing } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || missing !== beside) throw error;
    throw new Error(`${path}: expected a folder that exists, got ${dirname(path)}`, {
      cause: error,
    });
  }
}
