import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundle, bundlePath } from './bundle.ts';
import type { Architecture } from './duckdb.ts';
import { copyFiles } from './files.ts';
import { COPY_NATIVE } from './native.ts';
import { buildWeb, WEB_PATH } from './web.ts';

export interface ArtefactOptions {
  /** The project's folder. */
  readonly root: string;
  readonly name: string;
  readonly architecture: Architecture;
  /** An empty folder, or one that does not exist yet: what will be /var/task. */
  readonly directory: string;
}

/** Of a model, what serves, vocabularies too, and what drift is measured against. */
const SERVED = /^[^/]+\/(model\.json|reference\.json|model\.onnx|vocabulary[\w-]*\.txt)$/;
/** What the nightly job validates a model on. Other rows stay here. */
const HELD_OUT = /^[^/]+\/holdout\.ndjson$/;

const SOURCES = 'outcome-sources.json';

/** Puts together everything that a function needs on Lambda, or the server on Linux. */
export async function assembleArtefact({
  root,
  name,
  architecture,
  directory,
}: ArtefactOptions): Promise<void> {
  const { code, natives, readsSources, readsModels, readsHeldOut, servesPage } = await bundle(root, name);
  const handler = join(directory, bundlePath(name));
  await mkdir(dirname(handler), { recursive: true });
  await writeFile(handler, code);
  const isKept = (path: string) => SERVED.test(path) || (readsHeldOut && HELD_OUT.test(path));
  if (readsModels) await copyFiles(join(root, 'models'), join(directory, 'models'), isKept);
  if (readsSources)
    await copyFiles(join(root, 'infra'), join(directory, 'infra'), (path) => path === SOURCES);
  if (servesPage) {
    for (const [path, content] of await buildWeb(root)) {
      const file = join(directory, WEB_PATH, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }
  for (const native of natives) {
    await COPY_NATIVE[native](root, architecture, join(directory, 'node_modules'));
  }
}
