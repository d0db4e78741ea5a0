import type { FileStoreOptions } from './file.ts';
import type { S3StoreOptions } from './s3.ts';
import type { Store } from './store.ts';

export type StoreConfig =
  | ({ kind: 'file'; directory: string } & FileStoreOptions)
  | ({ kind: 's3' } & S3StoreOptions);

/** Of S3, where nobody waits for an answer and objects are large: a large one is not written in the 3 s of others. */
export const PATIENT: Limits = { requestTimeoutMs: 60_000, maxAttempts: 3 };

type Limits = Required<Pick<S3StoreOptions, 'requestTimeoutMs' | 'maxAttempts'>>;

/** Loads only the store that is asked for: a cold start without S3 does not pay for its SDK. */
export async function openStore(config: StoreConfig, limits?: Limits): Promise<Store> {
  if (config.kind === 'file') {
    const { kind: _, directory, ...options } = config;
    const { FileStore } = await import('./file.ts');
    return new FileStore(directory, options);
  }
  const { kind: _, ...options } = config;
  const { S3Store } = await import('./s3.ts');
  return new S3Store({ ...options, ...limits });
}
