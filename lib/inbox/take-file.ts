import { isAccepted, isLate } from '../outcomes/batch.ts';
import type { JobContext } from '../outcomes/job-context.ts';
import { formatPositions, parsePositions } from '../outcomes/positions.ts';
import { RecentWindow } from '../outcomes/recent-window.ts';
import type { FileSource } from '../outcomes/source.ts';
import { addToReport, type SourceReport } from '../outcomes/source-report.ts';
import { overtaken } from '../poll/errors.ts';
import type { FileRow, ReadFile } from './file-rows.ts';
import type { InboxFile } from './inbox-file.ts';
import { moveFile } from './move-file.ts';
import { FileProgress, type FileSizes, type FileState } from './progress.ts';
import { putRefusals, type Refusal } from './refusals.ts';

/** What has begun takes its time: a batch, the refusals of its window and the rolling window. */
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

  constructor(context: JobContext, source: FileSource, file: InboxFile, report: SourceReport) {
    this.#context = context;
    this.#source = source;
    this.#file = file;
    this.#report = report;
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
    const to = await moveFile(store, this.#file, rejected > 0);
    const source = this.#source.name;
    logger('info', 'a file of outcomes was taken', {
      source,
      file: this.#file.name,
      to,
      rows,
      accepted,
      rejected,
    });
    return rejected > 0 ? 'rejected' : 'done';
  }

  async #takeRest(progress: FileProgress, read: ReadFile): Promise<boolean> {
    const { windowRows } = progress.state.sizes;
    const first = progress.state.windows * windowRows;
    let rows: FileRow[] = [];
    for await (const part of read((position) => position >= first))
      for (const row of part) {
        rows.push(row);
        if (rows.length < windowRows) continue;
        if (!(await this.#takeWindow(progress, rows, false))) return false;
        rows = [];
      }
    return this.#takeWindow(progress, rows, true);
  }

  async #takeWindow(progress: FileProgress, rows: readonly FileRow[], isRead: boolean): Promise<boolean> {
    const { windows, late } = progress.state;
    const part = windows === 0 ? '' : String(windows + 1);
    return this.#take(progress, rows, String(windows), part, (left) => ({
      windows: windows + 1,
      isRead,
      late: formatPositions([...parsePositions(late), ...left]),
    }));
  }

  async #takeLate(progress: FileProgress, read: ReadFile): Promise<boolean> {
    const { late, attempts } = progress.state;
    if (late === '') return true;
    const wanted = new Set(parsePositions(late));
    const rows: FileRow[] = [];
    for await (const part of read((position) => wanted.has(position))) rows.push(...part);
    const name = `late-${attempts + 1}`;
    return this.#take(progress, rows, name, name, (left) => ({
      attempts: attempts + 1,
      late: formatPositions(left),
    }));
  }

  /** Takes rows in batches; false when there was no time for all of them. */
  async #take(
    progress: FileProgress,
    rows: readonly FileRow[],
    name: string,
    part: string,
    change: (left: number[]) => Partial<FileState>,
  ): Promise<boolean> {
    const { store, roll, remainingMs } = this.#context;
    const { batchRows } = progress.state.sizes;
    const window = new RecentWindow();
    const left: number[] = [];
    const refusals: Refusal[] = [];
    let accepted = 0;
    const ordered = [...Map.groupBy(rows, ({ group }) => group).values()].flat();
    try {
      for (let first = 0; first < ordered.length; first += batchRows) {
        if (remainingMs() < RESERVE_MS) return false;
        const batch = ordered.slice(first, first + batchRows);
        const results = await this.#takeBatch(batch, `${name}.${first}`, window);
        for (const [i, result] of results.entries()) {
          const { position } = batch[i]!;
          if (isAccepted(result)) accepted++;
          else if (isLate(result)) left.push(position);
          else if ('reason' in result) refusals.push({ position, rejection: result });
        }
      }
    } finally {
      await roll(window);
    }
    await putRefusals(store, this.#file, part, refusals);
    const { state } = progress;
    await progress.save({
      ...change(left.sort((a, b) => a - b)),
      rows: state.rows + rows.length - left.length,
      accepted: state.accepted + accepted,
      rejected: state.rejected + refusals.length,
    });
    return true;
  }

  async #takeBatch(batch: readonly FileRow[], name: string, window: RecentWindow) {
    const { id, ageMs } = this.#file;
    const rows = batch.map(({ row }) => row);
    const late = ageMs < LATE_MS ? 'leave' : 'refuse';
    const key = { name: `file/${id}/${name}`, request: id };
    const [result] = await this.#context.ingest.take(this.#source, [{ rows, key }], { late, window });
    if (!result || !('rows' in result))
      throw overtaken(result && 'error' in result ? result.error : undefined);
    addToReport(this.#report, rows.length, result);
    return result.rows;
  }
}
