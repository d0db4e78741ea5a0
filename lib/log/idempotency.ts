import { createHash, createHmac } from 'node:crypto';
import { ProblemError } from '../http/problem.ts';
import type { Store } from '../store/store.ts';
import { findRun } from './find.ts';
import { parseId, type RecordPlace, segmentOfId } from './id.ts';
import { slotKey } from './keys.ts';
import { putMarked, textOf } from './mark.ts';
import type { LogRecord } from './record.ts';
import { sealForTakeover } from './seal.ts';
import { decodeSlot, type SlotObject } from './slot.ts';

/** Stored before the records are: where the answer to a key will lie. */
interface Claim {
  nonce: string;
  /**
   * HMAC-SHA-256 of the request under the key, so that a key is not used for two different requests, and nobody who
   * reads the store can try out what a request said: the key itself is not stored.
   */
  request: string;
  /** One for each time the records were cut: a put that was given up for lost may still have landed. */
  firstIds: string[];
  count: number;
  /** What whoever made the claim needs beside the records to answer the same again. */
  note?: string;
}

interface HeldClaim {
  claim: Claim;
  etag: string;
}

export interface KeptKeys {
  /** Where claims lie in the store, ending with `/`. */
  prefix: string;
  /** A key counts for so long. */
  keptMs: number;
  /** Longer than an attempt can take; until then the first one may still be under way. */
  inFlightMs: number;
}

/** Keys of requests. */
export const requestKeys = (functionName: string): KeptKeys => ({
  prefix: `idempotency/${functionName}/`,
  keptMs: 24 * 3600_000,
  inFlightMs: 15_000,
});

/**
 * What a key gives: the records of the first attempt, or the step that claims the key for those that will be put; for
 * none, it gives the key up: nobody can use it any more, not even for the same request.
 */
export type Begun =
  | { records: LogRecord[]; note: string | undefined }
  | { prepare(records: LogRecord[], note?: string): Promise<void> };

/**
 * Makes retries with the same `Idempotency-Key` return the first answer. Before its records are put, a request claims
 * the key with the ids they will have, so that at any time the log itself tells whether the first attempt is in; one
 * that is not, and is no longer under way, is fenced off by sealing its segment before the retry takes the key over.
 */
export class IdempotencyKeys {
  readonly #store: Store;
  readonly #functionName: string;
  readonly #newId: () => string;
  readonly #kept: KeptKeys;

  constructor(
    store: Store,
    functionName: string,
    newId: () => string,
    kept: KeptKeys = requestKeys(functionName),
  ) {
    this.#store = store;
    this.#functionName = functionName;
    this.#newId = newId;
    this.#kept = kept;
  }

  /**
   * Begins a request with a key: the records of its first answer if there was one, else the `prepare` step for its
   * commit. @throws ProblemError `idempotency_key` when the key was used for another request or is malformed,
   * `in_progress` while another attempt is under way.
   */
  async begin(key: string, request: string): Promise<Begun> {
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw keyProblem(400, 'expected an Idempotency-Key of 1 to 255 visible ASCII characters');
    }
    const { prefix, keptMs, inFlightMs } = this.#kept;
    const path = `${prefix}${sha256(key)}.json`;
    const object = await this.#store.get(path);
    let held: HeldClaim | undefined = object && {
      claim: JSON.parse(textOf(object)) as Claim,
      etag: object.etag,
    };
    if (object && held && object.ageMs < keptMs) {
      if (held.claim.request !== fingerprint(key, request)) {
        throw keyProblem(
          422,
          'expected the request this Idempotency-Key was first used for, got another one',
        );
      }
      const records = await this.#answer(held.claim, object.ageMs >= inFlightMs);
      if (records) return { records, note: held.claim.note };
    }
    const firstIds: string[] = [];
    return {
      prepare: async (records, note) => {
        const ids = records.flatMap(({ id }) => id ?? []);
        firstIds.push(...ids.slice(0, 1));
        const nonce = this.#newId();
        const claim = {
          nonce,
          // Of a key that is given up no request is the right one.
          request: fingerprint(key, ids.length > 0 ? request : nonce),
          firstIds: [...firstIds],
          count: ids.length,
          ...(note !== undefined && { note }),
        };
        held = await this.#claim(path, claim, held?.etag);
      },
    };
  }

  async #answer(claim: Claim, fence: boolean): Promise<LogRecord[] | undefined> {
    const places = claim.firstIds.map((id) => {
      const place = parseId(id, this.#functionName);
      if (!place) throw new Error(`expected a record id in the claim, got ${id}`);
      return place;
    });
    const records = await this.#find(places, claim.count);
    if (records) return records;
    if (!fence) throw inProgress();
    for (const place of places) await this.#fence(place);
    return this.#find(places, claim.count);
  }

  async #find(places: readonly RecordPlace[], count: number): Promise<LogRecord[] | undefined> {
    for (const place of places) {
      const records = await findRun(this.#store, place, count);
      if (records.length === count) return records;
    }
    return undefined;
  }

  /** After this, the first attempt can add no record any more. */
  async #fence(place: RecordPlace): Promise<void> {
    const key = slotKey(this.#functionName, place.slot);
    const object = await this.#store.get(key);
    const slot = object && decodeSlot(textOf(object), key);
    // A segment that its slot has moved on from was sealed or completed before that.
    if (slot?.segment !== segmentOfId(place)) return;
    const now = {
      functionName: this.#functionName,
      store: this.#store,
      newId: this.#newId,
      settings: { idleMs: -1 },
    };
    const sealed = await sealForTakeover(
      now,
      slot as SlotObject & { segment: string },
      Number.POSITIVE_INFINITY,
    );
    if (!sealed) throw inProgress();
  }

  async #claim(path: string, claim: Claim, etag: string | undefined): Promise<HeldClaim> {
    const condition = etag === undefined ? ({ ifAbsent: true } as const) : { ifMatch: etag };
    const put = await putMarked(
      this.#store,
      path,
      JSON.stringify(claim),
      condition,
      (text) => (JSON.parse(text) as Claim).nonce === claim.nonce,
    );
    if (!put) throw inProgress();
    return { claim, etag: put.etag };
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const fingerprint = (key: string, request: string): string =>
  createHmac('sha256', key).update(request).digest('hex');

export const keyProblem = (status: number, detail: string): ProblemError =>
  new ProblemError({ status, reason: 'idempotency_key', title: 'Idempotency-Key not usable', detail });

const inProgress = (): ProblemError =>
  new ProblemError({
    status: 409,
    reason: 'in_progress',
    title: 'Request in progress',
    detail: 'Another request with this Idempotency-Key is under way. Try again.',
    headers: { 'retry-after': '5' },
  });
