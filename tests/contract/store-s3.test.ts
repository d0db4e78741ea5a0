import { randomUUID } from 'node:crypto';
import { StoreUnavailableError } from '../../lib/store/errors.ts';
import { S3Store, type S3StoreOptions } from '../../lib/store/s3.ts';
import { createBucket } from '../support/s3.ts';
import { collect } from '../support/store-collect.ts';
import { type LossyProxy, lossyProxy } from '../support/store-lossy-proxy.ts';
import { text } from '../support/store-race.ts';
import { type Subject, storeContract } from './store.ts';
import { fileContract } from './store-files.ts';
import { listingContract } from './store-listing.ts';
import { racingContract } from './store-racing.ts';

let bucket: S3StoreOptions;
let proxy: LossyProxy;
beforeAll(async () => {
  const { endpoint, ...options } = await createBucket();
  proxy = await lossyProxy(endpoint);
  bucket = { ...options, endpoint: proxy.url };
});
afterAll(() => proxy?.close());

async function open(): Promise<Subject> {
  // LocalStack on a busy machine takes its time when 20 ask at once.
  const store = new S3Store({ ...bucket, prefix: randomUUID(), requestTimeoutMs: 10_000 });
  return { store, loseNextAnswer: proxy.loseNextAnswer };
}

describe('S3Store', () => {
  storeContract(open);
  fileContract(open);
  listingContract(open);
  racingContract(open, { rounds: 3, increments: 2 });

  test('keeps to its prefix', async () => {
    const outer = new S3Store(bucket);
    const inner = new S3Store({ ...bucket, prefix: 'tenants/one' });
    await inner.put('a', 'inner');
    await outer.put('a', 'outer');
    await outer.put('tenants/one-more/a', 'another');
    expect(text((await outer.get('tenants/one/a'))!.body)).toBe('inner');
    expect((await collect(inner.list(''))).map(({ key }) => key)).toEqual(['a']);
    expect(() => new S3Store({ ...bucket, prefix: 'tenants/' })).toThrow(TypeError);
  });

  test('without retries a lost answer is StoreUnavailableError', async () => {
    const store = new S3Store({ ...bucket, maxAttempts: 1 });
    proxy.loseNextAnswer();
    await expect(store.put('lost', 'mark', { ifAbsent: true })).rejects.toThrow(StoreUnavailableError);
    expect(text((await store.get('lost'))!.body)).toBe('mark');
  });

  test('a bucket that is not there is StoreUnavailableError, not an absent object', async () => {
    const store = new S3Store({ ...bucket, bucket: `none-${randomUUID()}` });
    await expect(store.get('a')).rejects.toThrow(StoreUnavailableError);
    await expect(store.get('a', [9, 9])).rejects.toThrow(StoreUnavailableError);
    await expect(store.put('a', '', { ifMatch: 'x' })).rejects.toThrow(StoreUnavailableError);
    await expect(store.delete('a')).rejects.toThrow(StoreUnavailableError);
    await expect(collect(store.list(''))).rejects.toThrow(StoreUnavailableError);
  });
});
