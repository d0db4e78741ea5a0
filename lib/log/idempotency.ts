import { createHash, createHmac } from 'node:crypto';
import { ProblemError } from '../http/problem.ts';
import type { Store } from '../store/store.ts';
import { findRecords } from './find.ts';
import { formatId, parseId, type RecordPlace, segmentOfId } from './id.ts';
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
}

interface HeldClaim {
  claim: Claim;
  etag: string;
}

const KEPT_MS = 24 * 3600_000;
/** Longer than a request can take; until then its first attempt may still be under way. */
const IN_FLIGHT_MS = 15_000;

/**
 * Makes retries with the same `Idempotency-Key` return the first answer. Before its records are put, a request claims
 * the key with the ids they will have, so that at any time the log itself tells whether the first attempt is in; one
 * that is not, and is no longer under way, is fenced off by sealing its segment before the retry takes the key over.
 */
export class IdempotencyKeys {
  readonly #store: Store;
  readonly #functionName: string;
  readonly #newId: () => string;

  constructor(store: Store, functionName: string, newId: () => string) {
    this.#store = store;
    this.#functionName = functionName;
    this.#newId = newId;
  }

  /**
   * Begins a request with a key: the records of its first answer if there was one, else the `prepare` step for its
   * commit. @throws ProblemError `idempotency_key` when the key was used for another request or is malformed,
   * `in_progress` while another attempt is under way.
   */
  async begin(
    key: string,
    request: string,
  ): Promise<{ records: LogRecord[] } | { prepare(records: LogRecord[]): Promise<void> }> {
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw keyProblem(400, 'expected an Idempotency-Key of 1 to 255 visible ASCII characters');
    }
    const path = `idempotency/${this.#functionName}/${sha256(key)}.json`;
    const object = await this.#store.get(path);
    let held: HeldClaim | undefined = object && {
      claim: JSON.parse(textOf(object)) as Claim,
      etag: object.etag,
    };
    if (object && held && object.ageMs < KEPT_MS) {
      if (held.claim.request !== fingerprint(key, request)) {
        throw keyProblem(
          422,
          'expected the request this Idempotency-Key was first used for, got another one',
        );
      }
      const records = await this.#answer(held.claim, object.ageMs >= IN_FLIGHT_MS);
      if (records) return { records };
    }
    const firstIds: string[] = [];
    return {
      prepare: async (records) => {
        const ids = records.flatMap((record) => ('id' in record ? [record.id] : []));
        firstIds.push(ids[0]!);
        const claim = {
          nonce: this.#newId(),
          request: fingerprint(key, request),
          firstIds: [...firstIds],
          count: ids.length,
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
      const ids = Array.from({ length: count }, (_, i) => formatId({ ...place, number: place.number + i }));
      const records = await findRecords(this.#store, ids, place);
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

const keyProblem = (status: number, detail: string): ProblemError =>
  new ProblemError({ status, reason: 'idempotency_key', title: 'Idempotency-Key not usable', detail });

const inProgress = (): ProblemError =>
  new ProblemError({
    status: 409,
    reason: 'in_progress',
    title: 'Request in progress',
    detail: 'Another request with this Idempotency-Key is under way. Try again.',
    headers: { 'retry-after': '5' },
  });
