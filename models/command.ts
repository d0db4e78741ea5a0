import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

export type Flags<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options }>
>['values'];

const HELP = { help: { type: 'boolean', short: 'h' } } as const;

/**
 * Runs `npm run <name>`; with `--help` it says how it is used instead. What `main` throws is told in one line, flags that
 * the command does not have with its usage too; the exit code is then 2.
 */
export async function command<const Options extends ParseArgsOptionsConfig>(
  name: string,
  usage: string,
  options: Options,
  main: (flags: Flags<Options>) => Promise<void>,
): Promise<void> {
  const howUsed = `usage: npm run ${name} -- ${usage}`.trimEnd();
  try {
    const { help } = parseArgs({ options: { ...options, ...HELP }, strict: false }).values;
    if (help === true) console.log(howUsed);
    else await main(parseArgs({ options }).values);
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    console.error(`${name}: ${message}`);
    if (code?.startsWith('ERR_PARSE_ARGS')) console.error(howUsed);
    process.exitCode = 2;
  }
}
