import { isAccepted, isLate, type RowResult } from '../outcomes/batch.ts';
import type { JobContext } from '../outcomes/job-context.ts';
import { formatPositions, parsePositions } from '../outcomes/positions.ts';
import { RecentWindow } from '../outcomes/recent-window.ts';
import { RowReader } from '../outcomes/row-reader.ts';
import type { FileSource } from '../outcomes/source.ts';
import { addToReport, type SourceReport } from '../outcomes/source-report.ts';
import { overtaken } from '../poll/errors.ts';
import { type FileRow, readFileRow } from './file-row.ts';
import type { ReadFile } from './file-rows.ts';
import type { InboxFile } from './inbox-file.ts';
import { moveFile } from './move-file.ts';
import { FileProgress, type FileSizes, type FileState } from './progress.ts';
import { type Refusal, Refusals } from './refusals.ts';
import { RowWindow } from './row-window.ts';

/** What has begun takes its time: a batch, what is said of refused rows and the rolling window. */
const RESERVE_MS = 60_000;
/** A prediction is seen by then, or there is none. */
const LATE_MS = 2 * 3600_000;

/** `late`: rows wait for their predictions; `more`: there was no time for the rest. */
export type FileEnd = 'done' | 'rejected' | 'late' | 'more';

/**
 * Takes what is left of a file, window by window, and moves it when all is taken. It may be called twice at once, and
 * again after a call that ended anywhere: batches have keys, and what follows them is the same when it is done again.
 * @throws OvertakenError where another run is ahead; ObjectChangedError, StoreUnavailableError
 */
export class FileTaking {
  readonly #context: JobContext;
  readonly #source: FileSource;
  readonly #file: InboxFile;
  readonly #report: SourceReport;
  readonly #reader: RowReader;

  constructor(context: JobContext, source: FileSource, file: InboxFile, report: SourceReport) {
    this.#context = context;
    this.#source = source;
    this.#file = file;
    this.#report = report;
    this.#reader = new RowReader(source);
  }

  async run(read: ReadFile, sizes: FileSizes): Promise<FileEnd> {
    const progress = await FileProgress.open(this.#context.store, this.#file, sizes);
    const isThrough = progress.state.isRead
      ? await this.#takeLate(progress, read)
      : await this.#takeRest(progress, read);
    if (!isThrough) return 'more';
    const { late, rows, accepted, rejected } = progress.state;
    if (late !== '') return 'late';
    const { store, logger } = this.#context;
    // One that cannot be moved is through for good as it is.
    if (!this.#file.isNameable) return 'rejected';
    const to = await moveFile(store, this.#file, rejected > 0);
    const counts = { rows, accepted, rejected };
    const told = { source: this.#source.name, file: this.#file.name, to, ...counts };
    logger('info', 'a file of outcomes was taken', told);
    return rejected > 0 ? 'rejected' : 'done';
  }

  async #takeRest(progress: FileProgress, read: ReadFile): Promise<boolean> {
    const first = progress.state.position;
    let window = this.#newWindow(progress);
    for await (const part of read((position) => position >= first))
      for (const row of part) {
        window.add(row);
        if (!window.isFull) continue;
        if (!(await this.#takeWindow(progress, window, false))) return false;
        window = this.#newWindow(progress);
      }
    return this.#takeWindow(progress, window, true);
  }

  #newWindow({ state }: FileProgress): RowWindow {
    return new RowWindow(this.#source, state.sizes.window);
  }

  async #takeWindow(progress: FileProgress, window: RowWindow, isRead: boolean): Promise<boolean> {
    const { position, late } = progress.state;
    return this.#take(progress, window, String(position), (left) => ({
      position: position + window.count,
      isRead,
      late: formatPositions([...parsePositions(late), ...left]),
    }));
  }

  async #takeLate(progress: FileProgress, read: ReadFile): Promise<boolean> {
    const { late, attempts } = progress.state;
    if (late === '') return true;
    const wanted = new Set(parsePositions(late));
    const window = this.#newWindow(progress);
    for await (const part of read((position) => wanted.has(position) && !window.isFull))
      for (const row of part) {
        wanted.delete(row.position);
        window.add(row);
      }
    return this.#take(progress, window, `late-${attempts}`, (left) => ({
      attempts: attempts + 1,
      // Those first that had no turn.
      late: formatPositions([...wanted, ...left].sort((a, b) => a - b)),
    }));
  }

  /** Takes rows in batches; false when there was no time for all of them. */
  async #take(
    progress: FileProgress,
    rows: RowWindow,
    name: string,
    change: (left: number[]) => Partial<FileState>,
  ): Promise<boolean> {
    const { store, roll, remainingMs } = this.#context;
    const { state } = progress;
    const window = new RecentWindow();
    const left: number[] = [];
    const refusals = new Refusals(store, this.#file, state.refusalParts);
    let number = 0;
    let accepted = 0;
    try {
      for (const batch of rows.batches(state.sizes.batchRows)) {
        if (remainingMs() < RESERVE_MS) return false;
        const results = await this.#takeBatch(batch, `${name}.${number++}`, window);
        const refused: Refusal[] = [];
        for (const [i, result] of results.entries()) {
          const { position } = batch[i]!;
          if (isAccepted(result)) accepted++;
          else if (isLate(result)) left.push(position);
          else if ('reason' in result) refused.push({ position, rejection: result });
        }
        await refusals.add(refused);
      }
      await refusals.end();
    } finally {
      await roll(window);
    }
    await progress.save({
      ...change(left.sort((a, b) => a - b)),
      refusalParts: refusals.parts,
      rows: state.rows + rows.count - left.length,
      accepted: state.accepted + accepted,
      rejected: state.rejected + refusals.count,
    });
    return true;
  }

  async #takeBatch(
    batch: readonly FileRow[],
    name: string,
    window: RecentWindow,
  ): Promise<readonly RowResult[]> {
    const { id, ageMs } = this.#file;
    const { ingest, now } = this.#context;
    const time = now();
    const rows = batch.map((row) => readFileRow(this.#reader, row, time));
    const late = ageMs < LATE_MS ? 'leave' : 'refuse';
    const key = { name: `file/${id}/${name}`, request: id };
    const [result] = await ingest.take(this.#source, [{ rows, key }], { late, window });
    if (!result || !('rows' in result))
      throw overtaken(result && 'error' in result ? result.error : undefined);
    addToReport(this.#report, rows.length, result);
    return result.rows;
  }
}
