import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importsOf, ROOT, resolveImport } from './handler-sources.ts';

const UNKNOWN = '--no-such-flag';

/**
 * The flags that a program does not understand, of those it is given; nothing of what they ask for is done.
 * @param command a script of package.json, or what it is made of
 */
export function strangeFlags(command: string, args: readonly string[]): string[] {
  const flags = args.filter((arg) => arg.startsWith('-')).map((flag) => flag.replace(/=.*/, ''));
  if (flags.length === 0) return [];
  const words = command.replace(/^node (infra\/local\/setup\.mjs )?/, '').split(' ');
  const [program, ...own] = words as [string, ...string[]];
  if (program === 'models/train/run.mjs') {
    const modules: Record<string, string> = { data: 'fetch', rows: 'rows' };
    const known = pythonFlags(modules[own[0] ?? ''] ?? '__main__');
    return flags.filter((flag) => !known.includes(flag));
  }
  if (program === 'node_modules/serverless/bin/serverless.js') {
    const help = run([program, ...own, '--help']);
    return flags.filter((flag) => !new RegExp(`^${flag}(?: /|\\s)`, 'm').test(help));
  }
  return flagsRefused(program, [...own, ...args]);
}

/** Asks the program itself: `parseArgs` names the first flag it does not know, and this list ends in one. */
function flagsRefused(program: string, args: readonly string[]): string[] {
  if (!readsFlags(program)) {
    throw new Error(`${program}: expected a program that reads flags with parseArgs, got ${args.join(' ')}`);
  }
  const output = run([program, ...args, UNKNOWN]);
  const refused = /Unknown option '(-[\w-]+)/.exec(output)?.[1];
  if (!refused) throw new Error(`${program}: expected it to refuse ${UNKNOWN}, got ${output}`);
  return refused === UNKNOWN ? [] : [refused];
}

/** In the program itself or a file that it imports: another one might just begin. */
function readsFlags(program: string): boolean {
  const text = readFileSync(join(ROOT, program), 'utf8');
  const imported = importsOf(text).filter((name) => name.startsWith('.'));
  const texts = imported.map((name) => readFileSync(join(ROOT, resolveImport(program, name)), 'utf8'));
  return [text, ...texts].some((source) => source.includes('parseArgs('));
}

function pythonFlags(module: string): string[] {
  const source = readFileSync(join(ROOT, `models/train/${module}.py`), 'utf8');
  const added = [...source.matchAll(/add_argument\(\s*"(--[\w-]+)"/g)].map(([, flag]) => flag!);
  return [...added, '--help'];
}

function run(args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (error) throw error;
  return stdout + stderr;
}
