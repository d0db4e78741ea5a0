// `node infra/bundle/assemble.ts <function|server> <folder>`: an artefact for Linux on this machine's architecture.
import { join, resolve } from 'node:path';
import { assembleArtefact } from './artefact.ts';

const [name, directory, ...others] = process.argv.slice(2);
if (name === undefined || directory === undefined || others.length > 0) {
  console.error('usage: node infra/bundle/assemble.ts <function|server> <folder>');
  process.exit(2);
}
const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
await assembleArtefact({
  root: join(import.meta.dirname, '../..'),
  name,
  architecture,
  directory: resolve(directory),
});
