import { spawnSync } from 'node:child_process';

export interface DryRun {
  /** Every simple command as it is written, assignments too. */
  commands: string[];
  /** The words of each call of a program or filter, as the shell expanded them, itself the first. */
  calls: string[][];
  /** What was no command of bash nor one of those, and everything else that bash complained about. */
  errors: string;
}

/**
 * Lets bash itself read a script, with nothing on PATH: the programs only note how they were called and print `output`;
 * the filters run too.
 */
export function dryRun(
  script: string,
  programs: readonly string[],
  filters: readonly string[] = [],
  output = '',
): DryRun {
  const functions = [
    ...programs.map((name) => `${name}() { note call ${name} "$@"; printf %s "$OUTPUT"; }`),
    ...filters.map((name) => `${name}() { note call ${name} "$@"; command -p ${name} "$@"; }`),
  ];
  const prelude = [
    'PATH=',
    'set -fuT', // no file names are expanded, and the trap below holds inside $( ) too
    'note() { local kind=$1; shift; printf "%s\\0" "$kind" "$#" "$@" >&3; }',
    ...functions,
    `trap '[ -n "\${FUNCNAME-}" ] || note command "$BASH_COMMAND"' DEBUG`,
  ];
  const { output: outputs, error } = spawnSync('bash', ['-c', `${prelude.join('\n')}\n${script}`], {
    env: { PATH: process.env.PATH, OUTPUT: output },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (error) throw new Error(`expected to run bash, got ${error.message}`);
  const notes = outputs[3]!.split('\0');
  const run: DryRun = { commands: [], calls: [], errors: outputs[2]! };
  for (let i = 0; i + 1 < notes.length; ) {
    const [kind, count] = [notes[i]!, Number(notes[i + 1])];
    const words = notes.slice(i + 2, i + 2 + count);
    if (kind === 'call') run.calls.push(words);
    else run.commands.push(words[0]!);
    i += 2 + count;
  }
  return run;
}
