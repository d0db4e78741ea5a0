import { PreconditionFailedError, StoreUnavailableError } from '../../lib/store/errors.ts';
import type { Condition, Entry, Store, StoredObject } from '../../lib/store/store.ts';
import type { Scheduler } from './scheduler.ts';

/** What can go wrong, as shares of all calls. */
export interface Faults {
  lost: number;
  late: number;
  answerLost: number;
  falsePrecondition: number;
  readFails: number;
  /** For proving that the tests can fail: conditions are not checked. */
  ignoreConditions?: boolean;
}

interface Held {
  body: string;
  etag: string;
  time: number;
}

/** One store seen by many actors, each call of whom can be delayed, lost, applied late or answered wrongly. */
export class SimulatedStore {
  readonly objects = new Map<string, Held>();
  readonly #scheduler: Scheduler;
  readonly #faults: Faults;
  #version = 0;

  constructor(scheduler: Scheduler, faults: Faults) {
    this.#scheduler = scheduler;
    this.#faults = faults;
  }

  /** The store as this actor sees it. */
  for(actor: string): Store {
    return {
      put: (key, body, condition) => this.#put(actor, key, String(body), condition),
      putFile: () => Promise.reject(new Error('not simulated')),
      get: (key) => this.#get(actor, key),
      getFile: () => Promise.reject(new Error('not simulated')),
      list: (prefix, { startAfter = '' } = {}) => this.#list(actor, prefix, startAfter),
      copy: () => Promise.reject(new Error('not simulated')),
      delete: (key) => this.#delete(actor, key),
    };
  }

  #apply(key: string, body: string, condition?: Condition): string | undefined {
    const current = this.objects.get(key);
    if (!this.#faults.ignoreConditions && condition) {
      if ('ifAbsent' in condition ? current : current?.etag !== condition.ifMatch) return undefined;
    }
    const etag = `e${++this.#version}`;
    this.objects.set(key, { body, etag, time: this.#scheduler.now });
    return etag;
  }

  async #put(actor: string, key: string, body: string, condition?: Condition): Promise<{ etag: string }> {
    const { chance, step, after, int } = bind(this.#scheduler);
    const { lost, late, answerLost, falsePrecondition } = this.#faults;
    await step(actor);
    if (chance(lost)) throw new StoreUnavailableError('put', key, 'lost');
    if (chance(late)) {
      after(1_000 + int(150_000), () => this.#apply(key, body, condition));
      await step(actor);
      throw new StoreUnavailableError('put', key, 'late');
    }
    const etag = this.#apply(key, body, condition);
    await step(actor);
    if (chance(answerLost)) throw new StoreUnavailableError('put', key, 'answer lost');
    const isFalse = chance(falsePrecondition) && condition !== undefined;
    if (etag === undefined || isFalse) throw new PreconditionFailedError(key);
    return { etag };
  }

  async #get(actor: string, key: string): Promise<StoredObject | undefined> {
    const { chance, step } = bind(this.#scheduler);
    await step(actor);
    if (chance(this.#faults.readFails)) throw new StoreUnavailableError('get', key, 'refused');
    const object = this.objects.get(key);
    const ageMs = object ? this.#scheduler.now - object.time : 0;
    await step(actor);
    return object && { body: new TextEncoder().encode(object.body), etag: object.etag, ageMs };
  }

  async #delete(actor: string, key: string): Promise<void> {
    const { chance, step, after, int } = bind(this.#scheduler);
    const { lost, late, answerLost } = this.#faults;
    await step(actor);
    if (chance(lost)) throw new StoreUnavailableError('delete', key, 'lost');
    if (chance(late)) {
      after(1_000 + int(150_000), () => this.objects.delete(key));
      throw new StoreUnavailableError('delete', key, 'late');
    }
    this.objects.delete(key);
    if (chance(answerLost)) throw new StoreUnavailableError('delete', key, 'answer lost');
  }

  async *#list(actor: string, prefix: string, startAfter: string): AsyncIterable<Entry> {
    await this.#scheduler.step(actor);
    const { now } = this.#scheduler;
    const entries = [...this.objects]
      .filter(([key]) => key.startsWith(prefix) && key > startAfter)
      .map(([key, { body, etag, time }]) => ({ key, etag, size: body.length, ageMs: now - time }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    yield* entries;
  }
}

const bind = (scheduler: Scheduler) => ({
  chance: scheduler.chance.bind(scheduler),
  step: scheduler.step.bind(scheduler),
  after: scheduler.after.bind(scheduler),
  int: scheduler.int.bind(scheduler),
});
