import { rmdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Removes the folders of `path` that are empty now, below `directory`. Only under the lock of the store. */
export function removeEmptyFolders(path: string, directory: string): void {
  try {
    for (const folder of foldersOf(path, directory)) if (folder !== directory) rmdirSync(folder);
  } catch {
    // Not empty, or not ours to remove: either way it stays, and so do those above.
  }
}

/** Makes the names on the way to `path` durable; the content of a file is not enough to find it again. */
export async function syncFolders(path: string, directory: string): Promise<void> {
  for (const folder of foldersOf(path, directory)) {
    try {
      await using handle = await open(folder);
      await handle.sync();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** The innermost first, `directory` last. */
function foldersOf(path: string, directory: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder.length > directory.length; folder = dirname(folder))
    folders.push(folder);
  return [...folders, directory];
}
