import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createHandler } from '../../functions/page.ts';
import { buildWeb } from '../../infra/bundle/web.ts';
import { readAssets } from '../../lib/page/assets.ts';
import { builtPage } from '../support/built-page.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { ROOT } from '../support/handler-sources.ts';

/** Of all scripts together, gzipped. */
const SCRIPT_LIMIT = 60 * 1024;

let files: Map<string, Buffer>;
let get: (path: string, headers?: Record<string, string>) => Promise<APIGatewayProxyStructuredResultV2>;

beforeAll(async () => {
  const built = await builtPage();
  files = built.files;
  const handler = createHandler(built);
  get = (rawPath, headers = {}) => handler({ rawPath, headers });
});

const scripts = () => [...files].filter(([path]) => path.endsWith('.js'));
const html = () => files.get('index.html')!.toString();
const bytes = ({ body }: APIGatewayProxyStructuredResultV2) => Buffer.from(body!, 'base64');

test('the same sources give the same bytes', async () => {
  expect(await buildWeb(ROOT)).toEqual(files);
});

test('all scripts together are small', () => {
  const size = scripts().reduce((sum, [, content]) => sum + gzipSync(content).length, 0);
  process.stdout.write(`scripts of the page: ${(size / 1024).toFixed(1)} KB gzipped\n`);
  expect(scripts().length).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(SCRIPT_LIMIT);
});

test('index.html has no script or style of its own, and names only files that are there', () => {
  expect(html()).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  const named = [...html().matchAll(/(?:src|href)="(.*?)"/g)].map(([, address]) => address!);
  expect(named.length).toBe(3);
  for (const address of named) expect(files.has(address.replace(/^\.\//, ''))).toBe(true);
});

test('the page is asked for anew each time, what has a hash in its name never again', async () => {
  const page = await get('/');
  expect(page).toMatchObject({
    statusCode: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
  });
  expect(bytes(page).toString()).toBe(html());
  for (const path of files.keys()) {
    if (path === 'index.html') continue;
    const asset = await get(`/${path}`);
    expect(asset.statusCode).toBe(200);
    expect(asset.headers!['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(bytes(asset).equals(files.get(path)!)).toBe(true);
  }
});

test.each([
  ['br', 'br', brotliDecompressSync],
  ['gzip, deflate, br;q=1.0, zstd', 'br', brotliDecompressSync],
  ['gzip, br;q=0', 'gzip', gunzipSync],
  ['GZIP', 'gzip', gunzipSync],
  ['brr, gzip;q=0.0', undefined, (body: Buffer) => body],
  ['', undefined, (body: Buffer) => body],
])('a client that takes "%s" gets %s', async (accepted, encoding, decode) => {
  const answer = await get('/', { 'accept-encoding': accepted });
  expect(answer.headers!['content-encoding']).toBe(encoding);
  expect(answer.headers!.vary).toBe('accept-encoding');
  expect(decode(bytes(answer)).toString()).toBe(html());
});

test('what the client has is not sent again, unless it is of another encoding', async () => {
  const { headers } = await get('/', { 'accept-encoding': 'br' });
  const etag = headers!.etag as string;
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`]) {
    const answer = await get('/', { 'accept-encoding': 'br', 'if-none-match': known });
    expect({ status: answer.statusCode, body: answer.body }).toEqual({ status: 304, body: undefined });
    expect(answer.headers!.etag).toBe(etag);
  }
  expect((await get('/', { 'if-none-match': etag })).statusCode).toBe(200);
});

test('every answer has the policy of the page', async () => {
  for (const path of ['/', `/${[...files.keys()][0]}`]) {
    const { headers } = await get(path);
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  }
});

test.each(['/assets/nothing.js', '/assets/', '/index.html', '/assets/../index.html'])(
  '%s is not found',
  async (path) => {
    const { statusCode, headers, body } = await get(path);
    expect({ statusCode, type: headers!['content-type'] }).toEqual({
      statusCode: 404,
      type: 'application/problem+json; charset=utf-8',
    });
    expect(JSON.parse(body!).type).toBe('urn:driftgate:problem:not-found');
  },
);

test('a folder that has no page, or a file that no browser would know, is refused at the start', async () => {
  const directory = await temporaryDirectory();
  await expect(readAssets(directory)).rejects.toThrow('ENOENT');
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '');
  await writeFile(join(directory, 'assets/a.bin'), '');
  await expect(readAssets(directory)).rejects.toThrow('a.bin: expected a file of .html, .js, .css, .svg');
});
