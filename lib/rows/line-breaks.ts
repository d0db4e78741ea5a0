const [CR, LF] = [13, 10];

/** How many CRLF, LF and CR there are. */
export function countBreaks(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === LF || (bytes[i] === CR && bytes[i + 1] !== LF)) count++;
  }
  return count;
}

/** Bytes of line breaks that the text begins with. */
export function leadingBreaks(bytes: Uint8Array): number {
  let i = 0;
  while (bytes[i] === LF || bytes[i] === CR) i++;
  return i;
}

/** Where the second line begins; undefined when there is no break. A CR at the end may be the half of one. */
export function afterFirstBreak(bytes: Uint8Array): number | undefined {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === LF) return i + 1;
    if (bytes[i] === CR && i + 1 < bytes.length) return bytes[i + 1] === LF ? i + 2 : i + 1;
  }
  return undefined;
}

/** Where the last line begins; 0 when there is no break. A CR at the end may be the half of one. */
export function afterLastBreak(bytes: Uint8Array): number {
  for (let i = bytes.length; i > 0; i--) {
    if (bytes[i - 1] === LF || (bytes[i - 1] === CR && i < bytes.length)) return i;
  }
  return 0;
}

export const endsWithBreak = (bytes: Uint8Array): boolean => bytes.at(-1) === LF || bytes.at(-1) === CR;
