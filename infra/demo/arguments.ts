import { parseArgs } from 'node:util';

const USAGE = 'usage: npm run demo -- [--once] [--store file|s3]';
const OPTIONS = {
  once: { type: 'boolean', default: false },
  store: { type: 'string', default: 'file' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** What `npm run demo` was asked for. Ends the process where it says how it is used: 0 when asked to, else 2. */
export function readDemoArguments(): { once: boolean; store: 'file' | 's3' } {
  try {
    const { once, store, help } = parseArgs({ options: OPTIONS }).values;
    if (help) {
      console.log(USAGE);
      process.exit(0);
    }
    if (store !== 'file' && store !== 's3') throw new Error(`--store: expected file or s3, got "${store}"`);
    return { once, store };
  } catch (error) {
    console.error(`demo: ${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}
