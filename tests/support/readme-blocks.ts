import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './handler-sources.ts';

export interface Block {
  /** What stands behind the opening fence: `sh`, `json`, `yaml`, or nothing for what a program printed. */
  language: string;
  text: string;
}

/** The fenced blocks of a Markdown file of the project. @throws Error when one could not be told */
export function blocksOf(path: string): Block[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  const fences = text.match(/^\s*(```|~~~)/gm) ?? [];
  if (fences.length !== 2 * blocks.length)
    throw new Error(`${path}: expected two fences a block, got ${fences.length} and ${blocks.length} blocks`);
  return blocks.map(([, language, content]) => ({ language: language!, text: content! }));
}

const COMMAND = /^(?:npm|npx|node|curl|aws|python3?|docker|helm|kubectl|\$) /;

/** Lines that look like commands. */
export const commandLines = (text: string): string[] =>
  text.split('\n').filter((line) => COMMAND.test(line.trim()));

/** Everything the file tells its reader to type: its blocks of shell in order, then commands within sentences. */
export function shellOf(path: string): string {
  const prose = readFileSync(join(ROOT, path), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
  const inline = commandLines(spans.join('\n')).map((line) => line.replace(/<([\w-]+)>/g, '$1'));
  const blocks = blocksOf(path).filter(({ language }) => language === 'sh');
  return [...blocks.map(({ text }) => text), ...inline].join('\n');
}

/** What the runbooks tell whoever is on call to ask Prometheus, a query a line. */
export const runbookQueries = (): string[] =>
  blocksOf('docs/runbooks.md').flatMap(({ language, text }) =>
    language === 'promql' ? text.trimEnd().split('\n') : [],
  );
