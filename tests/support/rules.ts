import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './handler-sources.ts';

export interface Rule {
  kind: 'record' | 'alert';
  name: string;
  expression: string;
}

const FOLDER = join(ROOT, 'infra/prometheus');

/** The rules of infra/prometheus/, of which every text is one file. */
export const readRules = (): Rule[] => ruleTexts().flatMap(rulesOf);

export const ruleTexts = (): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => readFileSync(join(FOLDER, file), 'utf8'));

const rulesOf = (text: string): Rule[] =>
  // The expression is on the line itself, or folded on the deeper lines that follow.
  [...text.matchAll(/^ *- (record|alert): (\S+)\n( *)expr: *(?:[>|]-?\n((?:\3 +.*\n?)+)|(.*))/gm)].map(
    ([, kind, name, , folded, line]) => ({
      kind: kind as Rule['kind'],
      name: name!,
      expression: (folded ?? line)!.trim(),
    }),
  );
