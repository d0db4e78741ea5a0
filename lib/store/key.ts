/** Safe in a URL without escaping, in S3 and as a file name; the dot first is left to hidden files. */
const SEGMENT = /^[\w~=+,:@!-][\w.~=+,:@!-]*$/;
const LONGEST_SEGMENT = 255; // bytes, the limit of every common file system
const LONGEST_KEY = 1024; // bytes, the limit of S3

export function isSegment(name: string): boolean {
  return SEGMENT.test(name) && name.length <= LONGEST_SEGMENT;
}

/** @throws TypeError when `key` is not a key that every store can keep, as store.ts defines it. */
export function checkKey(key: string): void {
  if (key.length > LONGEST_KEY) {
    throw new TypeError(`store key: expected at most ${LONGEST_KEY} bytes, got ${key.length}`);
  }
  checkSegments(key, key.split('/'));
}

/** As checkKey, for the folders that `prefix` names whole; what follows its last `/` may be any text. */
export function checkPrefix(prefix: string): void {
  checkSegments(prefix, prefix.split('/').slice(0, -1));
}

function checkSegments(key: string, segments: string[]): void {
  const wrong = segments.find((segment) => !isSegment(segment));
  if (wrong !== undefined) {
    throw new TypeError(
      `store key: expected segments of 1 to ${LONGEST_SEGMENT} URL-safe characters that do not begin with a dot, ` +
        `got ${JSON.stringify(wrong)} in ${JSON.stringify(key)}`,
    );
  }
}
