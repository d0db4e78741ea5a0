import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

export type Flags<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options }>
>['values'];

/**
 * Runs `npm run <name>`. What `main` throws is told in one line, flags that the command does not have with its usage
 * too; the exit code is then 2.
 */
export async function command<const Options extends ParseArgsOptionsConfig>(
  name: string,
  usage: string,
  options: Options,
  main: (flags: Flags<Options>) => Promise<void>,
): Promise<void> {
  try {
    await main(parseArgs({ options }).values);
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    console.error(`${name}: ${message}`);
    if (code?.startsWith('ERR_PARSE_ARGS')) console.error(`usage: npm run ${name} -- ${usage}`);
    process.exitCode = 2;
  }
}
