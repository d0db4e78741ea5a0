import { PreconditionFailedError, StoreUnavailableError } from '../store/errors.ts';
import type { Entry } from './entry.ts';
import type { LogEnvironment } from './environment.ts';
import type { Attempt, Commit, HeldSlot } from './held.ts';
import { formatId } from './id.ts';
import { hourPath, segmentKey } from './keys.ts';
import { textOf } from './mark.ts';
import type { LogRecord } from './record.ts';
import { repoint } from './repoint.ts';
import { unseeded, visibleTotals, withSeeded } from './seeding.ts';
import { decodeHeader, encodeSegment, type SegmentHeader } from './segment.ts';
import { rejectOpen, settle } from './settle.ts';
import { takeSlot } from './take.ts';
import { addIncrement, copyTotals } from './totals.ts';

/** So many puts in doubt are remembered. */
const MAX_ATTEMPTS = 50;

/**
 * The log of one environment. Every commit re-puts the open segment with the new records and the totals they change, in
 * one conditional put; commits that arrive meanwhile go together in the next.
 */
export class LogWriter {
  readonly #env: LogEnvironment;
  #held: HeldSlot | undefined;
  #queue: Commit[] = [];
  #running = false;
  #opening: Promise<void> | undefined;
  #pushed: Promise<boolean> = Promise.resolve(true);

  constructor(env: LogEnvironment) {
    this.#env = env;
  }

  /** Takes a slot and publishes its zeros ahead of the first commit. Safe to skip. @throws StoreUnavailableError */
  open(): Promise<void> {
    this.#opening ??= this.#take().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** Publishes what is held once more, so that series that are new are seen as zeros before they count. */
  republish(): void {
    if (this.#held) this.#publish(this.#held);
  }

  /** Whether what was published last, or later, is confirmed. Never rejects. */
  get pushed(): Promise<boolean> {
    return this.#pushed;
  }

  /** The slot held now. */
  get slot(): string | undefined {
    return this.#held?.slot;
  }

  /**
   * Makes the records of an entry durable and returns them as stored.
   * @throws StoreUnavailableError when that could not be confirmed in time. The records are then not counted, unless a
   * put that is still on its way carries records and counts in together.
   */
  commit(entry: Entry): Promise<LogRecord[]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, resolve, reject, settled: false });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#queue.length > 0) await this.#flush(this.#queue.splice(0));
    this.#running = false;
  }

  async #flush(batch: Commit[]): Promise<void> {
    const env = this.#env;
    const deadline = env.now() + env.settings.commitDeadlineMs;
    let cause: unknown = 'the segment was contended';
    for (let round = 0; batch.some((waiting) => !waiting.settled); round++) {
      try {
        await this.#advance(batch);
        continue;
      } catch (error) {
        cause = error;
        if (!(error instanceof StoreUnavailableError)) return rejectOpen(batch, error);
      } finally {
        if (env.now() >= deadline)
          rejectOpen(batch, new StoreUnavailableError('commit to', this.#place(), cause));
      }
      await env.sleep(env.random() * 20 * 2 ** Math.min(round, 5));
    }
  }

  #place(): string {
    return this.#held?.segment ?? `log/${this.#env.functionName}`;
  }

  /** One step towards having the batch durable. */
  async #advance(batch: Commit[]): Promise<void> {
    const env = this.#env;
    if (!this.#held) await this.open();
    const held = this.#held!;
    if (held.uncertain) return this.#readBack(held);
    // Reads succeed and writes do not: as a writer that died, whose puts may still land with their totals.
    if (held.attempts.length >= MAX_ATTEMPTS) {
      this.#held = undefined;
      return;
    }
    const time = env.now();
    if (this.#mustRotate(held, time)) {
      // An attempt that may still land must not land behind the rotation: a put without records overtakes it.
      if (held.attempts.length > 0) return this.#put(held, [], time);
      held.rotating = true;
      const place = { functionName: env.functionName, hour: hourPath(time), slot: held.slot };
      const segment = segmentKey({ ...place, writer: held.writer, seq: held.seq + 1 });
      return this.#repoint(held, { segment, totals: held.totals });
    }
    // Not with an attempt in doubt: should the slot be lost, nobody would look whether it is in the sealed segment.
    if (held.zeros && held.attempts.length === 0) {
      const { series, at } = held.zeros;
      return this.#repoint(held, { seeded: withSeeded(held.pointer.seeded, series, at) });
    }
    return this.#put(
      held,
      batch.filter((waiting) => !waiting.settled),
      time,
    );
  }

  async #take(): Promise<void> {
    if (this.#held) return;
    const { now, settings } = this.#env;
    const held = await takeSlot(this.#env, now() + settings.commitDeadlineMs);
    this.#held = held;
    this.#publish(held);
  }

  #mustRotate(held: HeldSlot, time: number): boolean {
    const { maxSegmentBytes, maxSegmentRecords } = this.#env.settings;
    const full = held.bytes >= maxSegmentBytes || held.lines.length >= maxSegmentRecords;
    return held.rotating || full || held.hour !== hourPath(time);
  }

  async #repoint(held: HeldSlot, change: Parameters<typeof repoint>[2]): Promise<void> {
    if (!(await repoint(this.#env, held, change))) this.#held = undefined;
    else if (held.zeros && !unseeded(held.zeros.series, held.pointer.seeded)) held.zeros = undefined;
  }

  /** Puts the segment with the records of these commits. */
  async #put(held: HeldSlot, batch: Commit[], time: number): Promise<void> {
    const env = this.#env;
    const cut = await this.#cut(held, batch, time);
    if (batch.length > 0 && cut.length === 0) return;
    const records = cut.flatMap((commit) => commit.records);
    const lines = records.map((record) => JSON.stringify(record));
    const totals = copyTotals(held.totals);
    for (const record of records)
      for (const increment of env.contribution(record)) addIncrement(totals, increment);
    const attempt: Attempt = {
      nonce: env.newId(),
      lines: [...held.lines, ...lines],
      bytes: held.bytes + lines.reduce((bytes, line) => bytes + Buffer.byteLength(line) + 1, 0),
      totals,
      commits: cut,
    };
    const { slot, writer, seq } = held;
    const header = { driftgate: 1, function: env.functionName, slot, writer, seq } as const;
    const body = encodeSegment({ ...header, nonce: attempt.nonce, totals }, attempt.lines);
    held.attempts.push(attempt);
    held.uncertain = true;
    const sentAt = env.now();
    const condition = held.etag === undefined ? ({ ifAbsent: true } as const) : { ifMatch: held.etag };
    try {
      const { etag } = await env.store.put(held.segment, body, condition);
      this.#confirm(held, attempt, etag, sentAt);
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error;
    }
  }

  async #cut(held: HeldSlot, batch: Commit[], time: number): Promise<Attempt['commits']> {
    const { functionName } = this.#env;
    const { hour, slot, writer, seq } = held;
    const id = (model: string): string =>
      formatId({ functionName, model, hour, slot, writer, seq, number: held.nextNumber++ });
    const cut: Attempt['commits'] = [];
    for (const commit of batch) {
      try {
        cut.push({ commit, records: commit.entry.cut({ time, id }) });
      } catch (error) {
        rejectOpen([commit], error);
      }
    }
    await Promise.all(
      cut.map(({ commit, records }) =>
        commit.entry.prepare?.(records).catch((error: unknown) => rejectOpen([commit], error)),
      ),
    );
    return cut.filter(({ commit }) => !commit.settled);
  }

  /** Looks which of the attempts is in, after an answer that left it open. */
  async #readBack(held: HeldSlot): Promise<void> {
    const sentAt = this.#env.now();
    const object = await this.#env.store.get(held.segment);
    if (!object) {
      if (held.etag !== undefined) throw this.#lost(held, 'the open segment, it is gone');
      held.uncertain = false;
      return;
    }
    const header = decodeHeader(textOf(object), held.segment);
    const landed = held.attempts.find((attempt) => attempt.nonce === header.nonce);
    if (header.sealed) {
      this.#meetSeal(held, header, landed);
    } else if (landed) {
      this.#confirm(held, landed, object.etag, sentAt);
    } else if (header.nonce === held.nonce) {
      held.etag = object.etag;
      held.uncertain = false;
    } else {
      throw this.#lost(held, `a state this writer put, got the nonce ${header.nonce}`);
    }
  }

  /**
   * Nothing can be added to the segment any more. Whoever sealed it to erase something left the slot to its writer, who
   * goes on in the next segment; whoever takes the slot over repoints it, and then the rotation fails.
   */
  #meetSeal(held: HeldSlot, { nonce }: SegmentHeader, landed: Attempt | undefined): void {
    if (landed) settle(landed);
    if (!landed && nonce !== held.nonce) {
      this.#held = undefined;
      return;
    }
    const totals = landed?.totals ?? held.totals;
    Object.assign(held, { totals, attempts: [], uncertain: false, rotating: true });
  }

  /** Someone interfered with the store: this request fails and says so, the next takes another slot. */
  #lost({ segment }: HeldSlot, expected: string): Error {
    this.#held = undefined;
    return new Error(`${segment}: expected ${expected}`);
  }

  #confirm(held: HeldSlot, attempt: Attempt, etag: string, sentAt: number): void {
    const { nonce, lines, bytes, totals } = attempt;
    Object.assign(held, { etag, nonce, lines, bytes, totals, sentAt, attempts: [], uncertain: false });
    this.#publish(held);
    settle(attempt);
  }

  #publish(held: HeldSlot): void {
    // As they are now: the gateway will confirm at least their zeros.
    const { publish, now, settings, series } = this.#env;
    const { slot, sentAt } = held;
    const totals = visibleTotals(held.totals, held.pointer.seeded, now(), settings.seedingMs);
    this.#pushed = publish({ slot, totals, sentAt });
    void this.#pushed.then((confirmed) => {
      if (!confirmed || held.zeros) return;
      const missing = unseeded(series, held.pointer.seeded);
      if (missing) held.zeros = { series: missing, at: now() };
    });
  }
}
