import { forEachConcurrently } from '../archive/concurrency.ts';
import type { Entry } from '../log/entry.ts';
import type { LogEnvironment } from '../log/environment.ts';
import type { Begun, IdempotencyKeys } from '../log/idempotency.ts';
import type { LogRecord } from '../log/record.ts';
import { UNKNOWN_MODEL } from '../metrics/reasons.ts';
import type { FunctionLog } from '../runtime/function-log.ts';
import { type BatchResult, isAccepted, type OutcomeBatch } from './batch.ts';
import {
  formatTaken,
  isJoined,
  isRejected,
  type JudgedRow,
  judgeRows,
  leaveLate,
  parseTaken,
  resultsAgain,
  resultsOf,
  type Taken,
} from './batch-rows.ts';
import { cutBatch } from './cut-batch.ts';
import { joinRows } from './join-rows.ts';
import type { Predicted } from './predicted.ts';
import type { RecentWindow } from './recent-window.ts';
import { isOutcome } from './row.ts';
import { isMapped, type OutcomeSource } from './source.ts';

const CONCURRENCY = 16;

export interface IngestDependencies extends Predicted {
  log: Pick<FunctionLog, 'commit' | 'owing'> & { environment: Pick<LogEnvironment, 'now'> };
  /** Where the keys of batches are kept. */
  keys: IdempotencyKeys;
}

export interface TakeOptions {
  /**
   * What becomes of rows that may be accepted later: they are rejected (`refuse`, without); their batch is not taken at
   * all (`defer`); or the others are taken without them (`leave`).
   */
  late?: 'refuse' | 'defer' | 'leave';
  /** Gets what was taken, for the rolling window. */
  window: RecentWindow;
}

interface Taking {
  batch: OutcomeBatch;
  begun?: Begun | undefined;
  /** Before. */
  before: Taken;
  /** The other rows, once they are judged. */
  judged: JudgedRow[];
  result?: BatchResult;
}

/** The one way into the outcome log, whatever the source. */
export class OutcomeIngest {
  readonly #dependencies: IngestDependencies;

  constructor(dependencies: IngestDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Joins the rows of all batches to their predictions, and makes each batch durable with what it counts. Results are in
   * order of the batches; one that fails does not fail the others. What was taken stays taken, whenever this process
   * ends. Rows of a source that sends no requests are not counted when the store fails: they will come again.
   */
  async take(
    source: OutcomeSource,
    batches: readonly OutcomeBatch[],
    { late = 'refuse', window }: TakeOptions,
  ): Promise<BatchResult[]> {
    const takings = batches.map((batch): Taking => ({ batch, before: parseTaken(''), judged: [] }));
    await each(takings, (taking) => this.#begin(source, taking));
    try {
      await this.#judge(source, open(takings));
    } catch (error) {
      for (const taking of open(takings)) taking.result = { error };
    }
    await each(open(takings), async (taking) => {
      taking.result = await this.#commit(source, taking, late);
    });
    const results = takings.map(({ result }) => result!);
    for (const result of results)
      if ('rows' in result) window.add(result.rows.filter(isAccepted).map(({ outcome }) => outcome));
    return results;
  }

  async #begin(source: OutcomeSource, taking: Taking): Promise<void> {
    const { key } = taking.batch;
    if (!key) return;
    const begun = await this.#owing(source, [taking], () =>
      this.#dependencies.keys.begin(key.name, key.request),
    );
    taking.begun = begun;
    if ('records' in begun) taking.before = parseTaken(begun.note ?? '');
  }

  async #judge(source: OutcomeSource, takings: readonly Taking[]): Promise<void> {
    const rows = takings.map(({ batch, before }) => batch.rows.filter((_, i) => !before.taken.has(i)));
    const now = this.#dependencies.log.environment.now();
    const join = () => joinRows(this.#dependencies, source, rows.flat().filter(isOutcome), now);
    const joined = (await this.#owing(source, takings, join)).values();
    for (const [i, taking] of takings.entries()) taking.judged = judgeRows(rows[i]!, joined);
  }

  async #commit(
    source: OutcomeSource,
    taking: Taking,
    late: NonNullable<TakeOptions['late']>,
  ): Promise<BatchResult> {
    const { batch, begun, before } = taking;
    if (begun && 'records' in begun)
      return { rows: resultsAgain(batch.rows, before, taking.judged, begun.records) };
    const judged = late === 'leave' ? leaveLate(taking.judged) : taking.judged;
    const joined = judged.filter(isJoined);
    const rejected = judged.filter(isRejected);
    if (late === 'defer' && rejected.some(({ retryable }) => retryable))
      return { deferred: judged.flatMap((row, i) => (isRejected(row) && row.retryable ? i : [])) };
    if (joined.length + rejected.length === 0) return { rows: resultsOf(judged, []) };
    const { log, models } = this.#dependencies;
    const entry: Entry = {
      cut: (cutter) => cutBatch(source, { joined, rejected }, (model) => models.has(model), cutter),
    };
    // A request that was refused is judged, and counted, again; a row that was read is not.
    if (begun && (joined.length > 0 || isMapped(source)))
      entry.prepare = (records) => begun.prepare(records, formatTaken(judged));
    const records = await log.commit(entry, this.#failure(source, [taking]));
    return { rows: resultsOf(judged, records) };
  }

  /** As `FunctionLog.owing`, for sources that nobody asks again. */
  #owing<T>(source: OutcomeSource, takings: readonly Taking[], operation: () => Promise<T>): Promise<T> {
    const failure = this.#failure(source, takings);
    return failure ? this.#dependencies.log.owing(failure, operation) : operation();
  }

  #failure(source: OutcomeSource, takings: readonly Taking[]): ((time: string) => LogRecord) | undefined {
    if (isMapped(source)) return undefined;
    const rows = takings.flatMap(({ batch }) => batch.rows);
    const named = new Set(rows.flatMap((row) => ('model' in row ? (row.model ?? []) : [])));
    const [model = UNKNOWN_MODEL] = named;
    const isOne = named.size === 1 && this.#dependencies.models.has(model);
    return (time) => ({
      type: 'rejected_outcome',
      time,
      model: isOne ? model : UNKNOWN_MODEL,
      source: source.name,
      reason: 'store_unavailable',
      ...(rows.length > 1 && { count: rows.length }),
    });
  }
}

const open = (takings: readonly Taking[]): Taking[] => takings.filter(({ result }) => !result);

/** Several at once; what fails is the result. */
const each = (takings: readonly Taking[], work: (taking: Taking) => Promise<void>): Promise<void> =>
  forEachConcurrently(takings, CONCURRENCY, async (taking) => {
    try {
      await work(taking);
    } catch (error) {
      taking.result = { error };
    }
  });
