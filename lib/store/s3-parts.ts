import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** S3 takes at most 10,000 parts: objects of up to 160 GB. */
export const PART_BYTES = 16 * 1024 * 1024;
/** At once, and in memory. */
const PARTS = 4;

/**
 * Uploads a file in parts, each with its SHA-256, which S3 compares; the object is there once all of them are. What was
 * uploaded of it is given back when that fails.
 * @param at bucket and key
 * @param condition on the object that it replaces
 * @returns the etag
 */
export async function uploadParts(
  client: S3Client,
  at: { Bucket: string; Key: string },
  file: FileHandle,
  size: number,
  condition: Pick<CompleteMultipartUploadCommandInput, 'IfMatch' | 'IfNoneMatch'>,
): Promise<string | undefined> {
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'SHA256' }),
  );
  const upload = { ...at, UploadId };
  const count = Math.ceil(size / PART_BYTES);
  const parts = new Array<CompletedPart>(count);
  let next = 0;
  let failed = false;
  const uploadNext = async () => {
    const buffer = Buffer.allocUnsafeSlow(PART_BYTES);
    while (next < count && !failed) {
      const i = next++;
      const start = i * PART_BYTES;
      const Body = buffer.subarray(0, Math.min(PART_BYTES, size - start));
      await fill(file, Body, start);
      const part = {
        PartNumber: i + 1,
        ChecksumSHA256: createHash('sha256').update(Body).digest('base64'),
      };
      const { ETag } = await client.send(new UploadPartCommand({ ...upload, ...part, Body }));
      parts[i] = { ...part, ETag };
    }
  };
  try {
    const workers = Array.from({ length: Math.min(PARTS, count) }, () =>
      uploadNext().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    );
    // All of them have ended before the upload is given back, or what came in then would stay.
    const ends = await Promise.allSettled(workers);
    const broken = ends.find((end) => end.status === 'rejected');
    if (broken) throw broken.reason;
    const complete = { ...upload, ...condition, MultipartUpload: { Parts: parts } };
    return (await client.send(new CompleteMultipartUploadCommand(complete))).ETag;
  } catch (error) {
    // What cannot be given back now, the bucket's lifecycle rule removes after a day.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

/** @throws Error when the file ends before. */
async function fill(file: FileHandle, buffer: Buffer, start: number): Promise<void> {
  for (let read = 0; read < buffer.byteLength; ) {
    const { bytesRead } = await file.read(buffer, read, buffer.byteLength - read, start + read);
    if (bytesRead === 0)
      throw new Error(`expected a file of at least ${start + buffer.byteLength} bytes, got ${start + read}`);
    read += bytesRead;
  }
}
