import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isNoObject } from './content.ts';

/** No put takes this long, so an older file was left by a process that was killed. */
const ABANDONED_AFTER_MS = 3_600_000;

/** So many bytes are written in less time than a thread needs to be woken and to answer. */
const SMALL = 128 * 1024;

/** Files on their way to their place. In the same file system as the place, so that a rename moves them there. */
export class Staging {
  readonly #folder: string;
  readonly #fsync: boolean;
  #ready: Promise<void> | undefined;

  constructor(folder: string, fsync: boolean) {
    this.#folder = folder;
    this.#fsync = fsync;
  }

  /** The path of a new file that holds `bytes`. Whoever does not rename it removes it. */
  async write(bytes: Uint8Array): Promise<string> {
    this.#ready ??= this.#prepare();
    try {
      await this.#ready;
      return await this.#write(bytes);
    } catch (error) {
      this.#ready = undefined;
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    // Somebody removed the whole directory under us.
    await this.#prepare();
    return this.#write(bytes);
  }

  /** The path of a new file with the content of another; undefined where there is none. */
  async copy(source: string): Promise<string | undefined> {
    const path = await this.write(new Uint8Array());
    try {
      await copyFile(source, path);
      if (this.#fsync) {
        await using file = await open(path);
        await file.sync();
      }
      return path;
    } catch (error) {
      await rm(path, { force: true });
      if (isNoObject(error)) return undefined;
      throw error;
    }
  }

  async #write(bytes: Uint8Array): Promise<string> {
    const path = join(this.#folder, randomUUID());
    try {
      if (bytes.byteLength > SMALL || this.#fsync) {
        await writeFile(path, bytes, { flag: 'wx', flush: this.#fsync });
      } else {
        await setImmediate(); // those who run already get their turn, as they do while a thread writes
        writeFileSync(path, bytes, { flag: 'wx' });
      }
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return path;
  }

  async #prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const written = await stat(path).catch(() => undefined); // in its place by now
      if (written && Date.now() - written.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
    }
  }
}
