import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildWeb } from '../../infra/bundle/web.ts';
import { type Asset, readAssets } from '../../lib/page/assets.ts';
import { temporaryDirectory } from './handler-runtime.ts';
import { ROOT } from './handler-sources.ts';

/** The web page, built for this file alone: its files, and how they are served. */
export async function builtPage(): Promise<{ files: Map<string, Buffer>; assets: Map<string, Asset> }> {
  const files = await buildWeb(ROOT);
  const directory = await temporaryDirectory();
  for (const [path, content] of files) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  return { files, assets: await readAssets(directory) };
}
