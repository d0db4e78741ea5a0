// `npm run serve [-- --run <function> [--event '<JSON>']]`: the server of the container image, on this machine.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SERVER } from '../bundle/server-entry.ts';
import { writeBundle, writeWeb } from '../bundle/write.ts';
import { childEnvironment, setEnvironment } from '../local/environment.ts';
import { readArguments, USAGE } from './arguments.ts';

const args = process.argv.slice(2);
if (args.some((arg) => arg === '--help' || arg === '-h')) {
  console.log(`usage: npm run serve -- ${USAGE}`);
  process.exit(0);
}
try {
  readArguments(args);
} catch (error) {
  console.error(`serve: ${(error as Error).message}\nusage: npm run serve -- ${USAGE}`);
  process.exit(2);
}
const root = join(import.meta.dirname, '../..');
const [{ path }] = await Promise.all([writeBundle(root, SERVER), writeWeb(root)]);
const { DRIFTGATE_STORE = 'file:.driftgate/server', DRIFTGATE_DEFAULT_MODEL = 'loan-approval' } =
  childEnvironment();
setEnvironment({ DRIFTGATE_STORE, DRIFTGATE_DEFAULT_MODEL });
await import(pathToFileURL(join(root, path)).href);
