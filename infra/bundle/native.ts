import { join } from 'node:path';
import type { NativePackage } from './bundle.ts';
import { type Architecture, installDuckdb } from './duckdb.ts';
import { copyFiles } from './files.ts';

/** Copies what a native package needs when it runs on Linux, and nothing else, into a node_modules folder. */
export const COPY_NATIVE: Record<
  NativePackage,
  (root: string, architecture: Architecture, nodeModules: string) => Promise<void>
> = {
  'onnxruntime-node': async (root, architecture, nodeModules) => {
    const kept = {
      // It comes with the binaries of every platform, 290 MB.
      'onnxruntime-node': new RegExp(
        `^(package\\.json|dist/.+\\.js|bin/napi-v\\d+/linux/${architecture}/.+)$`,
      ),
      'onnxruntime-common': /^(package\.json|dist\/cjs\/.+\.js(on)?)$/,
    };
    for (const [name, pattern] of Object.entries(kept)) {
      const from = join(root, 'node_modules', name);
      await copyFiles(from, join(nodeModules, name), (path) => pattern.test(path));
    }
  },
  '@duckdb/node-api': async (root, architecture, nodeModules) => {
    const unneeded = /(\.d\.ts|\.map|README\.md|\.package-lock\.json)$/;
    const from = await installDuckdb(root, architecture);
    await copyFiles(from, nodeModules, (path) => !unneeded.test(path));
  },
};
