import { randomUUID } from 'node:crypto';
import { ProblemError } from '../http/problem.ts';
import type { Begun, IdempotencyKeys } from '../log/idempotency.ts';
import { putMarked, textOf } from '../log/mark.ts';
import type { OutcomeRecord } from '../log/record.ts';
import type { OutcomeIngest } from '../outcomes/ingest.ts';
import type { RecentWindow } from '../outcomes/recent-window.ts';
import { isOutcome, type ReadRow } from '../outcomes/row.ts';
import type { MappedSource } from '../outcomes/source.ts';
import { addToReport, type SourceReport } from '../outcomes/source-report.ts';
import type { Store } from '../store/store.ts';
import { OvertakenError, overtaken } from './errors.ts';
import type { PollNotes } from './notes.ts';
import { type Mark, type Plan, type PollState, pollKey, positionOf, type Tag } from './state.ts';

/** Of some 30 bytes each, they are read and written with every batch. */
const MAX_SEEN = 1_000_000;

/** After so long nobody remembers a row that was not there again. */
const FORGOTTEN_MS = 7 * 86_400_000;

export interface LedgerDependencies {
  store: Store;
  ingest: Pick<OutcomeIngest, 'take'>;
  /** Those that `ingest` uses. */
  keys: IdempotencyKeys;
  /** Get what was taken. */
  window: RecentWindow;
  report: SourceReport;
  notes: PollNotes;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface MarkedRow {
  digest: string;
  tag: Tag;
  row: ReadRow;
}

/**
 * Which rows of a source have been taken, so that a row that is read again is not taken again. Before rows are taken,
 * the state says which, and under which key; after a crash the key tells whether they were. Of several polls at once
 * only one can write the state and only one can use the key: the others end with an OvertakenError.
 */
export class PollLedger<Position> {
  readonly #dependencies: LedgerDependencies;
  readonly #source: MappedSource;
  readonly #seen: Map<string, Tag>;
  readonly #waiting: Map<string, number>;
  #state: PollState<Position>;
  #etag: string | undefined;
  #written: string;

  private constructor(
    dependencies: LedgerDependencies,
    source: MappedSource,
    state: PollState<Position>,
    etag: string | undefined,
  ) {
    this.#dependencies = dependencies;
    this.#source = source;
    this.#state = state;
    this.#etag = etag;
    this.#seen = new Map(state.seen);
    this.#waiting = new Map(state.waiting);
    this.#written = this.#text();
  }

  /**
   * Reads the state of a source and finds out what became of an attempt that did not end.
   * @throws OvertakenError while that attempt may still be under way, StoreUnavailableError
   */
  static async open<Position>(
    dependencies: LedgerDependencies,
    source: MappedSource,
    initial: Position,
  ): Promise<PollLedger<Position>> {
    const object = await dependencies.store.get(pollKey(source.name));
    const stored: PollState<Position> | undefined = object && JSON.parse(textOf(object));
    const of = positionOf(source);
    const state =
      stored?.of === of
        ? stored
        : {
            nonce: '',
            of,
            id: randomUUID(),
            sequence: 0,
            plans: [],
            seen: [],
            waiting: [],
            position: initial,
          };
    const ledger = new PollLedger(dependencies, source, state, object?.etag);
    await ledger.#settle();
    return ledger;
  }

  get position(): Position {
    return this.#state.position;
  }

  /** How many rows are known. */
  get size(): number {
    return this.#seen.size;
  }

  /** How many of them have such a tag. */
  count(isCounted: (tag: Tag) => boolean): number {
    let count = 0;
    for (const tag of this.#seen.values()) if (isCounted(tag)) count++;
    return count;
  }

  /** Written with the next batch, or by `save`. */
  moveTo(position: Position): void {
    this.#state = { ...this.#state, position };
  }

  /** A row that is known stays known under another tag. */
  touch(digest: string, tag: Tag): void {
    if (this.#seen.has(digest)) this.#seen.set(digest, tag);
  }

  /** Rows that cannot be read again need not be known. */
  keep(isKept: (tag: Tag, digest: string) => boolean): void {
    for (const [digest, tag] of this.#seen) if (!isKept(tag, digest)) this.#seen.delete(digest);
  }

  /**
   * Takes the rows that are not known yet, all of them or none. Returns those whose predictions may not be visible yet:
   * they are not taken, and have to be read again.
   * @throws OvertakenError, or what kept the rows from being taken
   */
  async take(rows: readonly MarkedRow[]): Promise<MarkedRow[]> {
    const fresh = new Map<string, MarkedRow>();
    for (const row of rows) if (!this.#seen.has(row.digest)) fresh.set(row.digest, this.#withSince(row));
    this.#dependencies.notes.known += rows.length - fresh.size;
    const deferred: MarkedRow[] = [];
    let open = [...fresh.values()];
    while (open.length > 0) {
      const late = await this.#attempt(open);
      if (late.length === 0) break;
      deferred.push(...late);
      const isLate = new Set(late);
      open = open.filter((row) => !isLate.has(row));
    }
    const { report, now } = this.#dependencies;
    for (const digest of fresh.keys()) if (this.#seen.has(digest)) this.#waiting.delete(digest);
    for (const { digest } of deferred) if (!this.#waiting.has(digest)) this.#waiting.set(digest, now());
    for (const [digest, since] of this.#waiting)
      if (since < now() - FORGOTTEN_MS) this.#waiting.delete(digest);
    report.rows += deferred.length;
    report.deferred += deferred.length;
    return deferred;
  }

  /** A row that says no time of its own must not wait for ever. */
  #withSince(marked: MarkedRow): MarkedRow {
    const since = this.#waiting.get(marked.digest);
    if (since === undefined || !isOutcome(marked.row)) return marked;
    return { ...marked, row: { ...marked.row, since } };
  }

  /** Makes what is known durable. @throws OvertakenError, StoreUnavailableError */
  async save(): Promise<void> {
    this.#state = { ...this.#state, seen: [...this.#seen], waiting: [...this.#waiting] };
    if (this.#text() === this.#written) return;
    const nonce = randomUUID();
    this.#state = { ...this.#state, nonce };
    const condition = this.#etag === undefined ? { ifAbsent: true as const } : { ifMatch: this.#etag };
    const put = await putMarked(
      this.#dependencies.store,
      pollKey(this.#source.name),
      JSON.stringify(this.#state),
      condition,
      (text) => (JSON.parse(text) as PollState<Position>).nonce === nonce,
    );
    if (!put) throw new OvertakenError('another poll of this source went on meanwhile');
    this.#etag = put.etag;
    this.#written = this.#text();
  }

  /** Returns the rows that keep the others from being taken. */
  async #attempt(rows: readonly MarkedRow[]): Promise<MarkedRow[]> {
    const plan: Plan = { id: randomUUID(), marks: rows.map(({ digest, tag }) => [digest, tag]) };
    this.#state = { ...this.#state, plans: [...this.#state.plans, plan] };
    await this.save();
    const batch = { rows: rows.map(({ row }) => row), key: { name: this.#keyName(), request: plan.id } };
    const { ingest, window, report } = this.#dependencies;
    const [result] = await ingest.take(this.#source, [batch], { late: 'defer', window });
    if (result && 'deferred' in result) {
      // This attempt alone could have taken them, and has not.
      this.#state = { ...this.#state, plans: this.#state.plans.filter((one) => one !== plan) };
      return result.deferred.map((i) => rows[i]!);
    }
    if (!result || 'error' in result) throw overtaken(result?.error);
    addToReport(report, rows.length, result);
    this.#took(plan.marks);
    return [];
  }

  /** Afterwards it is known what every earlier attempt took, and none can take anything any more. */
  async #settle(): Promise<void> {
    for (const { id, marks } of this.#state.plans) {
      const begun = await this.#begin(id);
      if (!begun) continue;
      if ('records' in begun) {
        const outcomes = begun.records.filter((record): record is OutcomeRecord => record.type === 'outcome');
        this.#dependencies.window.add(outcomes);
        this.#took(marks);
        return;
      }
      await begun.prepare([]).catch((error: unknown) => {
        throw overtaken(error);
      });
      break;
    }
    // The key is given up, now or by a poll that could not write it down; or this state is old, and cannot be written.
    if (this.#state.plans.length > 0) this.#took([]);
  }

  /** Undefined when it was another attempt that used the key. */
  async #begin(plan: string): Promise<Begun | undefined> {
    try {
      return await this.#dependencies.keys.begin(this.#keyName(), plan);
    } catch (error) {
      if (error instanceof ProblemError && error.problem.reason === 'idempotency_key') return undefined;
      throw overtaken(error);
    }
  }

  #took(marks: readonly Mark[]): void {
    for (const [digest, tag] of marks) this.#seen.set(digest, tag);
    if (this.#seen.size > MAX_SEEN)
      throw new Error(
        `expected at most ${MAX_SEEN} rows that may be read again, got more; let the source offer fewer at a time`,
      );
    this.#state = { ...this.#state, sequence: this.#state.sequence + 1, plans: [] };
  }

  #keyName(): string {
    return `${this.#state.id}.${this.#state.sequence}`;
  }

  /** Without the nonce: what there is to write. */
  #text(): string {
    return JSON.stringify({ ...this.#state, nonce: '' });
  }
}
