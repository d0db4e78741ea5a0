import { type FileHandle, open } from 'node:fs/promises';

const PIECE_BYTES = 1024 * 1024;

/** Whether two files have the same bytes. They may be larger than memory. */
export async function isSameContent(a: string, b: string): Promise<boolean> {
  await using first = await open(a);
  await using second = await open(b);
  if ((await first.stat()).size !== (await second.stat()).size) return false;
  const buffers = [Buffer.allocUnsafe(PIECE_BYTES), Buffer.allocUnsafe(PIECE_BYTES)] as const;
  for (;;) {
    const [left, right] = await Promise.all([piece(first, buffers[0]), piece(second, buffers[1])]);
    if (!left.equals(right)) return false;
    if (left.byteLength < PIECE_BYTES) return true;
  }
}

/** The next bytes of a file: fewer than the buffer has at its end only. */
async function piece(file: FileHandle, buffer: Buffer): Promise<Buffer> {
  let end = 0;
  for (let read = -1; read !== 0 && end < buffer.byteLength; end += read)
    ({ bytesRead: read } = await file.read(buffer, end, buffer.byteLength - end, null));
  return buffer.subarray(0, end);
}
