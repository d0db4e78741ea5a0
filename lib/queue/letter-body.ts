/** A body as SQS takes it, and how to read it. */
export interface LetterBody {
  text: string;
  encoding: 'text' | 'base64' | 'empty';
  isCut: boolean;
}

/** SQS takes 1 MiB with the attributes, a message of Kafka may have more. */
const MAX_BYTES = 1_000_000;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const ALLOWED = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]+$/u;

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The body itself where SQS takes it, else as base64; of what is too long, the beginning. */
export function letterBody(body: Uint8Array): LetterBody {
  if (body.length === 0) return { text: '(empty)', encoding: 'empty', isCut: false };
  const text = decode(body);
  if (text !== undefined && body.length <= MAX_BYTES && ALLOWED.test(text))
    return { text, encoding: 'text', isCut: false };
  const bytes = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, (MAX_BYTES / 4) * 3));
  return { text: bytes.toString('base64'), encoding: 'base64', isCut: bytes.length < body.length };
}

/** Text for an attribute: without what SQS refuses, at most so many characters, never empty. */
export const attributeText = (text: string, length: number): string =>
  [...text]
    .slice(0, length)
    .map((character) => (ALLOWED.test(character) ? character : '\u{fffd}'))
    .join('') || '-';

function decode(body: Uint8Array): string | undefined {
  try {
    return UTF_8.decode(body);
  } catch {
    return undefined;
  }
}
