import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseNightlyEvent } from '../../lib/nightly/event.ts';
import { INBOX } from '../../lib/outcomes/inbox-key.ts';
import { ROOT } from './handler-sources.ts';
import { checkDocker } from './readme-containers.ts';
import { strangeFlags } from './readme-flags.ts';
import { checkHelm, checkKubectl } from './readme-kubernetes.ts';

const scripts: Record<string, string> = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;
const serverless = readFileSync(join(ROOT, 'serverless.yml'), 'utf8');
const routes = [...serverless.matchAll(/httpApi: (GET|POST) (\S+)/g)].map(([, method, path]) => ({
  method,
  path: new RegExp(`^${path!.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
}));
/** The models that the project has. */
export const MODELS = readdirSync(join(ROOT, 'models')).filter((name) =>
  existsSync(join(ROOT, 'models', name, 'model.json')),
);

/** What is wrong with a call of a program, or nothing. `words` are without the program. */
type Check = (words: string[]) => string | undefined;

/** The programs that a README may tell its reader to call. */
export const PROGRAM_CHECKS: Readonly<Record<string, Check>> = {
  npm: checkNpm,
  node: checkNode,
  curl: checkCurl,
  aws: checkAws,
  docker: checkDocker,
  helm: checkHelm,
  kubectl: checkKubectl,
  // Of files for the inbox.
  mkdir: (words) => (words[0] === '-p' ? checkInbox(words[1]) : `expected -p, got ${words[0]}`),
  cp: (words) => checkInbox(words[1]),
};

function checkNpm([verb, ...rest]: string[]): string | undefined {
  if (verb === 'ci' && rest.length === 0) return undefined;
  const [name, dashes, ...args] = verb === 'test' ? ['test', ...rest] : verb === 'run' ? rest : [];
  const command = scripts[name ?? ''];
  if (command === undefined) return 'no such script in package.json';
  if (dashes !== undefined && dashes !== '--') return `expected -- before ${dashes}`;
  return checkNode([...command.replace(/^node /, '').split(' '), ...args]);
}

function checkNode(words: string[]): string | undefined {
  const [program, ...args] = words[0] === 'infra/local/setup.mjs' ? words.slice(1) : words;
  if (!existsSync(join(ROOT, program!))) return `no such file: ${program}`;
  const first = args.findIndex((arg) => /^\[?-/.test(arg));
  const [own, flags] = first < 0 ? [args, []] : [args.slice(0, first), args.slice(first)];
  const bare = flags.map((flag) => flag.replace(/^\[|\]$/g, '')); // [--flag value] may be left out
  const strange = strangeFlags([program, ...own].join(' '), bare);
  return strange.length > 0 ? `not understood: ${strange.join(', ')}` : undefined;
}

function checkCurl(words: string[]): string | undefined {
  let url: URL | undefined;
  let body: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '-s') continue;
    if (word === '-H') {
      if (!/^[\w-]+: \S/.test(words[++i] ?? '')) return `expected a header, got ${words[i]}`;
    } else if (word === '-d') body = words[++i];
    else if (!url && URL.canParse(word)) url = new URL(word);
    else return `expected an address, -s, -d or -H, got ${word}`;
  }
  if (body !== undefined) {
    try {
      JSON.parse(body);
    } catch (error) {
      return `the body is no JSON: ${(error as Error).message}`;
    }
  }
  const method = body === undefined ? 'GET' : 'POST';
  const found = routes.some((route) => route.method === method && route.path.test(url?.pathname ?? ''));
  return found ? undefined : `serverless.yml has no route ${method} ${url?.pathname}`;
}

function checkAws(words: string[]): string | undefined {
  if (words.slice(0, 2).join(' ') === 's3 cp') return checkInbox(words[3]);
  const service = /^service: (.+)$/m.exec(serverless)![1];
  const deployed = (name = '') => new RegExp(`^${service}-dev-(\\w+)$`).exec(name)?.[1];
  if (words.slice(0, 2).join(' ') === 'logs tail') {
    const name = deployed(words[2]?.replace('/aws/lambda/', ''));
    return new RegExp(`^ {2}${name}:$`, 'm').test(serverless) ? undefined : `no function ${name}`;
  }
  if (words.slice(0, 2).join(' ') !== 'lambda invoke') return 'expected lambda invoke, logs tail or s3 cp';
  const value = (flag: string) => words[words.indexOf(flag) + 1]!;
  const name = deployed(value('--function-name'));
  if (name === 'keeper') return value('--payload') === '{}' ? undefined : 'expected {}';
  if (name !== 'nightly')
    return `expected ${service}-dev-nightly or -keeper, got ${value('--function-name')}`;
  parseNightlyEvent(JSON.parse(value('--payload')), Date.parse('2027-01-01'), MODELS);
  return undefined;
}

function checkInbox(path = ''): string | undefined {
  const { sources } = JSON.parse(readFileSync(join(ROOT, 'infra/outcome-sources.json'), 'utf8')) as {
    sources: { name: string; kind: string }[];
  };
  const inboxes = sources.filter(({ kind }) => kind === 'file').map(({ name }) => `${INBOX}${name}/`);
  return inboxes.some((inbox) => path.endsWith(`/${inbox}`))
    ? undefined
    : `expected ${inboxes.join()}, got ${path}`;
}
