import { randomUUID } from 'node:crypto';
import type { S3StoreOptions } from '../../lib/store/s3.ts';

/** Where the tests find a real S3, or one that behaves like it. They fail without it: a skipped contract is none. */
export function s3Endpoint(): string {
  const endpoint = process.env.DRIFTGATE_TEST_S3;
  if (endpoint) return endpoint;
  throw new Error(
    'expected the address of an S3 in DRIFTGATE_TEST_S3, for example http://127.0.0.1:4566, got none: ' +
      'start LocalStack (infra/local/services.ts does) and set it',
  );
}

/** A bucket of its own, as options of a store. */
export async function createBucket(): Promise<S3StoreOptions & { endpoint: string }> {
  const endpoint = s3Endpoint();
  const bucket = `test-${randomUUID()}`;
  // LocalStack takes it unsigned.
  const answer = await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
  if (!answer.ok) throw new Error(`expected a new bucket, got ${answer.status}: ${await answer.text()}`);
  return { ...s3Options(endpoint), bucket };
}

export function s3Options(endpoint: string) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { endpoint, bucket: 'test', region: 'us-east-1', forcePathStyle: true, credentials };
}
