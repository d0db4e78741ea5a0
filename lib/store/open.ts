import type { FileStoreOptions } from './file.ts';
import type { S3StoreOptions } from './s3.ts';
import type { Store } from './store.ts';

export type StoreConfig =
  | ({ kind: 'file'; directory: string } & FileStoreOptions)
  | ({ kind: 's3' } & S3StoreOptions);

/** Loads only the store that is asked for: a cold start without S3 does not pay for its SDK. */
export async function openStore(config: StoreConfig): Promise<Store> {
  if (config.kind === 'file') {
    const { kind: _, directory, ...options } = config;
    const { FileStore } = await import('./file.ts');
    return new FileStore(directory, options);
  }
  const { kind: _, ...options } = config;
  const { S3Store } = await import('./s3.ts');
  return new S3Store(options);
}
