import type { IdempotencyKeys } from '../log/idempotency.ts';
import type { ModelDefinition } from '../model/definition.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Store } from '../store/store.ts';
import type { OutcomeIngest } from './ingest.ts';
import type { RecentWindow } from './recent-window.ts';
import type { SecretName } from './source.ts';

/** What the ways in which rows come have in common. */
export interface JobContext {
  store: Store;
  ingest: OutcomeIngest;
  /** Those that `ingest` uses. */
  keys: IdempotencyKeys;
  /** Makes digests that nobody can try out. */
  hashKey: string | undefined;
  /** Brings what was taken into the rolling window and publishes the accuracy; at the end, and not after every batch. */
  roll(window: RecentWindow): Promise<void>;
  /** What is served now. */
  models: ReadonlyMap<string, ModelDefinition>;
  /** @throws Error when it is not there */
  secret(name: SecretName): string;
  logger: Logger;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Until this invocation is ended, whatever it is doing; in ms. */
  remainingMs(): number;
  /** How long nobody must have written to a file before it is whole, in ms; 0 where files appear whole. */
  settleMs: number;
  /** An existing directory for files that last as long as the job. */
  tmp: string;
}
