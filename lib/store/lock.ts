import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

const SQLITE_BUSY = 5;
const LONGEST_PAUSE_MS = 3;

/**
 * Mutual exclusion between all threads and processes of a machine that name the same file. The operating system drops
 * the lock of a process that dies, at whatever moment, so there is no stale lock to detect.
 *
 * Node has no flock; its SQLite has the same thing, done with care for threads. The database is only locked, never
 * written: it stays an empty file without a journal, so there is nothing that a kill could leave half done.
 */
export class FileLock {
  readonly #path: string;
  readonly #timeoutMs: number;
  #open: { database: DatabaseSync; inode: number | undefined } | undefined;

  constructor(path: string, timeoutMs: number) {
    this.#path = path;
    this.#timeoutMs = timeoutMs;
  }

  /** Runs `section`, which must be synchronous and short: a process that waits cannot be told from one that hangs. */
  async run<Result>(section: () => Result): Promise<Result> {
    const deadline = performance.now() + this.#timeoutMs;
    let database = this.#tryAcquire();
    // SQLite's own waiting would stop the event loop.
    while (database === undefined) {
      if (performance.now() > deadline) {
        throw new Error(`expected the lock ${this.#path} within ${this.#timeoutMs} ms, but others held it`);
      }
      await setTimeout(Math.random() * LONGEST_PAUSE_MS);
      database = this.#tryAcquire();
    }
    try {
      return section();
    } finally {
      database.exec('ROLLBACK');
    }
  }

  #tryAcquire(): DatabaseSync | undefined {
    this.#open ??= this.#openDatabase();
    const { database, inode } = this.#open;
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      if (((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY) return undefined;
      throw error;
    }
    if (inode === inodeOf(this.#path)) return database;
    // Somebody removed the whole directory under us: the others lock another file now.
    database.close();
    this.#open = undefined;
    return undefined;
  }

  #openDatabase() {
    mkdirSync(dirname(this.#path), { recursive: true });
    const database = new DatabaseSync(this.#path, { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY');
    return { database, inode: inodeOf(this.#path) };
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
