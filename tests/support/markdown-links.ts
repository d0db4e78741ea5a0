import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { ROOT } from './handler-sources.ts';

const NOT_OURS = ['node_modules', '.git', '.driftgate', '.serverless', '.venv', 'coverage', 'dist'];

/** The Markdown files of the project, by their paths from its root. */
export const markdownFiles = (): string[] =>
  globSync('**/*.md', { cwd: ROOT, exclude: (path) => NOT_OURS.includes(posix.basename(path)) }).sort();

/** Markdown without code, whose brackets and number signs are neither links nor headings. */
const prose = (text: string): string =>
  text
    .replace(/^( *)(```|~~~)[\s\S]*?^\1\2$/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));

/** The anchors that GitHub gives the headings of a text: lower case, punctuation gone, a hyphen for each space. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...prose(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading]) => {
    const shown = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const anchor = shown
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** What is wrong with the relative links of a text that is at this path: files and anchors that are not there. */
export function brokenLinks(path: string, text: string): string[] {
  const targets = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets.flatMap((target) => {
    if (/^[a-z]+:/i.test(target)) return [];
    const [file = '', anchor] = target.split('#');
    const at = file === '' ? path : posix.join(dirname(path), file);
    if (file !== '' && !existsSync(join(ROOT, at))) return [`${target}: there is no ${at}`];
    if (anchor === undefined) return [];
    if (file !== '' && statSync(join(ROOT, at)).isDirectory()) return [`${target}: a folder has no anchors`];
    const linked = file === '' ? text : readFileSync(join(ROOT, at), 'utf8');
    return anchorsOf(linked).includes(anchor) ? [] : [`${target}: ${at} has no heading ${anchor}`];
  });
}
