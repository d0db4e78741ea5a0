// `npm run build`: the bundles of all functions, in dist/.

import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { writeBundle } from './write.ts';

const root = resolve(import.meta.dirname, '../..');
for (const file of readdirSync(join(root, 'functions')).sort()) {
  const { path, bytes } = await writeBundle(root, basename(file, '.ts'));
  console.log(`${path}  ${Math.round(bytes / 1024)} KB`);
}
