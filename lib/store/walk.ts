import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSegment } from './key.ts';

/**
 * The keys of the plain files below `directory` that start with `prefix` and come after `startAfter`, in ascending byte
 * order. Reads only folders that can hold such keys; one that vanishes meanwhile holds none.
 */
export function walk(directory: string, prefix: string, startAfter: string): AsyncGenerator<string> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  return walkFolder(directory, folder, prefix, startAfter);
}

async function* walkFolder(
  directory: string,
  folder: string,
  prefix: string,
  startAfter: string,
): AsyncGenerator<string> {
  const children = await entries(join(directory, folder));
  const keys = children
    .filter((child) => isSegment(child.name) && (child.isFile() || child.isDirectory()))
    // With its slash a folder sorts where its keys do: `a.b` < `a/b` < `ab`. Keys are ASCII, so code units are bytes.
    .map((child) => folder + child.name + (child.isDirectory() ? '/' : ''))
    .sort();
  for (const key of keys) {
    if (!key.endsWith('/')) {
      if (key.startsWith(prefix) && key > startAfter) yield key;
    } else if (
      (key.startsWith(prefix) || prefix.startsWith(key)) &&
      (key > startAfter || startAfter.startsWith(key))
    ) {
      yield* walkFolder(directory, key, prefix, startAfter);
    }
  }
}

async function entries(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
