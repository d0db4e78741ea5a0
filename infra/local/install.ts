// `npm run setup`: everything that the demo and the tests need, installed but not started.

import { resolve } from 'node:path';
import { SERVICES } from './catalogue.ts';
import { readEnvironment, SERVICE_NAMES } from './environment.ts';
import { ensureInstalled } from './installation.ts';
import { shownAddress } from './shown-address.ts';

const root = resolve(import.meta.dirname, '../..');
const log = (line: string) => console.log(`driftgate: ${line}`);
const ways = await ensureInstalled({ names: SERVICE_NAMES, root, environment: readEnvironment(), log });
for (const name of SERVICE_NAMES) {
  const way = ways[name];
  const where =
    way.kind === 'address' ? shownAddress(way.url) : way.kind === 'program' ? way.command : 'Docker';
  console.log(`${SERVICES[name].title}: ${where}`);
}
