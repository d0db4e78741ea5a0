import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './handler-sources.ts';
import { parseYaml } from './yaml.ts';

const COMPOSE_FLAGS: Record<string, string[]> = {
  up: ['-d', '--build', '--wait', '--no-deps'],
  down: ['--volumes'],
  logs: ['-f'],
};

/** What is wrong with a call of docker, or nothing: files and services must be those of the project. */
export function checkDocker([verb, ...words]: string[]): string | undefined {
  if (verb === 'build') {
    const [flag, tag, folder] = words;
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const right = flag === '--tag' && tag?.endsWith(`driftgate:${version}`) && folder === '.';
    return right ? undefined : `expected build --tag driftgate:${version} ., got ${words.join(' ')}`;
  }
  if (verb === 'push') return undefined;
  const [project, name, flag, file, action, ...rest] = words;
  if (verb !== 'compose' || project !== '-p' || name !== 'driftgate' || flag !== '-f')
    return `expected compose -p driftgate -f <file>, got ${[verb, ...words].join(' ')}`;
  if (!existsSync(join(ROOT, file!))) return `no such file: ${file}`;
  const [{ services }] = parseYaml(readFileSync(join(ROOT, file!), 'utf8'));
  const known = [...(COMPOSE_FLAGS[action!] ?? []), ...Object.keys(services)];
  const strange = rest.find((word) => !known.includes(word));
  if (!COMPOSE_FLAGS[action!]) return `expected up, down or logs, got ${action}`;
  return strange === undefined ? undefined : `not a flag or service that is known: ${strange}`;
}
