// `npm run build`: the bundles of all functions and of the server, and the web page, in dist/.

import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { SERVER } from './server-entry.ts';
import { type Written, writeBundle, writeWeb } from './write.ts';

const root = resolve(import.meta.dirname, '../..');
const say = ({ path, bytes }: Written): void => console.log(`${path}  ${Math.round(bytes / 1024)} KB`);
for (const file of readdirSync(join(root, 'functions')).sort()) {
  say(await writeBundle(root, basename(file, '.ts')));
}
say(await writeBundle(root, SERVER));
for (const written of await writeWeb(root)) say(written);
