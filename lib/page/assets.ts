import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Of HTTP, in the order of preference. */
export const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A file of the web page, as it is sent. */
export interface Asset {
  contentType: string;
  /** Whether its name has a hash of its content, so that what is at its address never changes. */
  immutable: boolean;
  /** Of the content; each encoding of it has its own ETag. */
  hash: string;
  bodies: Readonly<Record<Encoding, Buffer>>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The web page as it was built: index.html at `/`, what it needs at `/assets/<file>`. All of it is small and read once.
 * @param directory what the build wrote
 * @throws Error when there is no page, or a file of a type that is not known
 */
export async function readAssets(directory: string): Promise<Map<string, Asset>> {
  const files = await readdir(join(directory, 'assets'));
  const read = (path: string, file: string) =>
    readFile(join(directory, file)).then((content) => [path, assetOf(file, content)] as const);
  return new Map(
    await Promise.all([
      read('/', 'index.html'),
      ...files.sort().map((file) => read(`/assets/${file}`, `assets/${file}`)),
    ]),
  );
}

function assetOf(file: string, content: Buffer): Asset {
  const contentType = TYPES[extname(file)];
  if (contentType === undefined)
    throw new Error(`${file}: expected a file of ${Object.keys(TYPES).join(', ')}, got another`);
  return {
    contentType,
    immutable: file.startsWith('assets/'),
    hash: createHash('sha256').update(content).digest('base64url').slice(0, 22),
    bodies: { br: brotliCompressSync(content), gzip: gzipSync(content), identity: content },
  };
}
