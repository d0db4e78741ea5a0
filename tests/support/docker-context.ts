import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './handler-sources.ts';

/** One instruction of a Dockerfile, on one line. */
export interface Instruction {
  name: string;
  words: string;
}

/** The instructions of the Dockerfile, by stage. */
export function stages(): Instruction[][] {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replaceAll(/\\\n\s*/g, ' ');
  const found: Instruction[][] = [];
  for (const line of text.split('\n').filter((line) => line && !line.startsWith('#'))) {
    const [, name, words] = /^([A-Z]+) (.+)$/.exec(line)!;
    if (name === 'FROM') found.push([]);
    found.at(-1)!.push({ name: name!, words: words! });
  }
  return found;
}

/** Copies what a build sees, the files under version control that .dockerignore leaves. Returns their paths. */
export function copyContext(directory: string): string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const files = execFileSync('git', list, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const seen = files.trim().split('\n').filter(isSent());
  for (const path of seen) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    copyFileSync(join(ROOT, path), join(directory, path));
  }
  return seen;
}

/** Whether .dockerignore lets a build see the file at a path, version control or not. */
export function isSent(): (path: string) => boolean {
  const rules = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map(ruleOf);
  return (path) => !isIgnored(path, rules);
}

interface Rule {
  ignores: boolean;
  pattern: RegExp;
}

/** https://docs.docker.com/build/concepts/context/#dockerignore-files: a pattern is for a folder and all below it. */
function ruleOf(line: string): Rule {
  const escaped = line
    .replace(/^!/, '')
    .replaceAll('.', '\\.')
    .replaceAll('**/', '\0')
    .replaceAll('*', '[^/]*');
  return {
    ignores: !line.startsWith('!'),
    pattern: new RegExp(`^${escaped.replaceAll('\0', '(?:.*/)?')}(?:/|$)`),
  };
}

/** The last rule that is about a path decides. */
const isIgnored = (path: string, rules: readonly Rule[]): boolean =>
  rules.findLast(({ pattern }) => pattern.test(path))?.ignores ?? false;
