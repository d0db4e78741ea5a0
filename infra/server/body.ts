import type { IncomingMessage } from 'node:http';
import { tooLarge } from '../../lib/http/body.ts';

/** The largest request that Lambda takes. The limits of the functions are below it, and say which model was asked. */
export const MAX_BODY_BYTES = 6 * 1024 * 1024;

/**
 * The whole body. One that is too large is read to its end all the same, and not kept: a client that still sends does
 * not see an answer.
 * @throws ProblemError `too_large`
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) chunks.length = 0;
    else chunks.push(chunk as Buffer);
  }
  if (bytes > MAX_BODY_BYTES) throw tooLarge(MAX_BODY_BYTES, bytes);
  return Buffer.concat(chunks);
}
