import { build } from 'esbuild';
import { SERVER, serverEntry } from './server-entry.ts';

/** Packages with native code stay packages: their binaries cannot be put into a bundle. */
export const NATIVE_PACKAGES = ['onnxruntime-node', '@duckdb/node-api'] as const;
export type NativePackage = (typeof NATIVE_PACKAGES)[number];

export interface Bundle {
  readonly code: Uint8Array;
  /** Those that the bundle imports, and an artefact must therefore bring. */
  readonly natives: readonly NativePackage[];
  /** Whether it reads the file that says where outcomes come from. */
  readonly readsSources: boolean;
  /** Whether it reads the folders of models. */
  readonly readsModels: boolean;
  /** Whether it serves the web page. */
  readonly servesPage: boolean;
  /** Whether it validates models on their held-out rows. */
  readonly readsHeldOut: boolean;
}

/** Where the bundle of a function, or of the server, lies, below the project's folder and in its artefact. */
export const bundlePath = (name: string): string => `dist/${name}/index.mjs`;

/** Bundles functions/<name>.ts, or the server, as one ES module. The same sources give the same bytes. */
export async function bundle(root: string, name: string): Promise<Bundle> {
  const contents = name === SERVER ? await serverEntry(root) : functionEntry(name);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, sourcefile: `${name}.entry.ts`, loader: 'ts' },
    outfile: bundlePath(name),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: [...NATIVE_PACKAGES],
    // Line breaks and names stay, because what fails is found by its stack trace, and Lambda has no source map.
    minifySyntax: true,
    legalComments: 'none',
    charset: 'utf8',
    // CommonJS dependencies call require, which an ES module does not have.
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module';\nconst require = createRequireOfBundle(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const imported = new Set(
    Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path)),
  );
  return {
    code: outputFiles[0]!.contents,
    natives: NATIVE_PACKAGES.filter((native) => imported.has(native)),
    readsSources: 'lib/outcomes/read-sources.ts' in metafile.inputs,
    readsModels: 'lib/model/registry.ts' in metafile.inputs,
    servesPage: 'lib/page/assets.ts' in metafile.inputs,
    readsHeldOut: 'lib/model/validate-holdout.ts' in metafile.inputs,
  };
}

/** Opens what the function needs while the environment starts, which AWS does not count as part of a request. */
const functionEntry = (name: string): string => `
  import { handler as wired } from './functions/${name}.ts';
  // A start that failed has been logged, and is tried again with the first event.
  await wired.start().catch(() => {});
  export const handler = wired;
`;
