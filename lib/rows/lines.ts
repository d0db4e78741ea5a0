import { createReadStream } from 'node:fs';

/** Longer ones are no rows; they would fill the memory. */
const LONGEST = 64 * 1024 * 1024;

/**
 * The lines of a text file (UTF-8, a byte order mark is left out), several at a time. They end with LF, CR LF or CR and
 * nothing else: node's own readline also breaks at U+2028, which may stand in a cell or a JSON string. A last line
 * without an end counts unless it is empty. @throws Error when there is no such file, or a line of more than 64 MB
 */
export async function* readLines(path: string): AsyncGenerator<string[]> {
  let rest = '';
  let isFirst = true;
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const text: string = isFirst ? (chunk as string).replace(/^\uFEFF/, '') : (chunk as string);
    isFirst = false;
    // A CR at the end may be half of a CR LF.
    const half = text.endsWith('\r') ? '\r' : '';
    const lines = (rest + (half ? text.slice(0, -1) : text)).split(/\r\n|[\r\n]/);
    rest = lines.pop()! + half;
    if (rest.length > LONGEST)
      throw new Error(`${path}: expected lines of at most ${LONGEST} characters, got more`);
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest.replace(/\r$/, '')];
}
