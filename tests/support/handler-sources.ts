import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';

export const ROOT = join(__dirname, '../..');

export interface Source {
  /** From the project's root, with slashes. */
  path: string;
  text: string;
  /** Without comments; strings stay. */
  code: string;
  imports: string[];
}

/** Every TypeScript file, with or without JSX, below these folders of the project. */
export function sources(...folders: string[]): Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
        .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/')),
    )
    .sort()
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      const code = withoutComments(text);
      return { path, text, code, imports: importsOf(code) };
    });
}

const IMPORT = /(?:^(?:import|export)\s[^'";=]*?\bfrom\s*|^import\s*|\bimport\(\s*)(['"])(.*?)\1/gm;

/** Static, dynamic, type-only and re-exporting imports, as written. */
export const importsOf = (code: string): string[] => [...code.matchAll(IMPORT)].map(([, , name]) => name!);

/** The file a relative import of `path` names. */
export const resolveImport = (path: string, name: string): string => posix.join(dirname(path), name);

/** A cycle among the files, or undefined. */
export function findCycle(files: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of files.get(file) ?? []) {
      const cycle = visit(next, [...trail, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of files.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

const TOKEN = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** Strings are matched too, so that what looks like a comment inside one stays. */
export const withoutComments = (text: string): string =>
  text.replace(TOKEN, (token) => (token.startsWith('/') ? ' ' : token));
