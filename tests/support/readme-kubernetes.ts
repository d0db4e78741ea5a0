import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from '../../infra/server/arguments.ts';
import { ROOT } from './handler-sources.ts';
import { parseYaml } from './yaml.ts';

const FOLDER = 'infra/kubernetes';
const read = (path: string): string => readFileSync(join(ROOT, FOLDER, path), 'utf8');
const [prometheus] = parseYaml(read('values-prometheus.yaml'));
const alertmanager = prometheus.alertmanager.fullnameOverride;

/** What is there once all of the page is installed, by namespace. Services of charts are named by their releases. */
const THERE: Record<string, RegExp> = {
  driftgate:
    /^(service\/driftgate|deployment\/driftgate|cronjob\/driftgate-(nightly|hourly|keeper|outcomes))$/,
  monitoring: new RegExp(
    `^(service/(grafana|prometheus-server|${alertmanager}|${prometheus['prometheus-pushgateway'].fullnameOverride})|secret/(grafana|alertmanager-secrets|pushgateway-credentials)|deployment/prometheus-server|statefulset/${alertmanager}|persistentvolumeclaim/storage-${alertmanager}-0)$`,
  ),
};

/** The values of flags that have one, and the words that belong to none. */
function split(words: readonly string[]): { flags: Map<string, string>; rest: string[] } {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') {
      rest.push(...words.slice(i));
      break;
    }
    const [, name, value] = /^(--?[\w-]+)=(.*)$/.exec(word) ?? [];
    if (name) flags.set(name, value!);
    else if (
      ['-k', '-f', '--namespace', '--version', '--values', '--set', '--output', '--tag'].includes(word)
    )
      flags.set(word, words[++i] ?? '');
    else if (word.startsWith('-')) flags.set(word, '');
    else rest.push(word);
  }
  return { flags, rest };
}

/** What is wrong with a call of kubectl, or nothing. */
export function checkKubectl(words: string[]): string | undefined {
  const { flags, rest } = split(words);
  const [verb, ...named] = rest;
  const folder = flags.get('-k');
  if (folder !== undefined && !existsSync(join(ROOT, folder, 'kustomization.yaml')))
    return `no kustomization in ${folder}`;
  const file = flags.get('-f');
  if (file !== undefined && !existsSync(join(ROOT, file))) return `no such file: ${file}`;
  if (verb === 'apply' || (verb === 'delete' && folder !== undefined))
    return (folder ?? file) ? undefined : 'expected -k or -f';
  if (verb === 'create' && named[0] === 'namespace') return THERE[named[1]!] ? undefined : `no ${named[1]}`;
  const namespace = flags.get('--namespace');
  if (namespace === undefined || !THERE[namespace])
    return `expected --namespace driftgate or monitoring, got ${namespace}`;
  if (verb === 'create' && named[0] === 'secret')
    return isNamed(named[2]!) ? undefined : `nobody has ${named[2]}`;
  // Others may have objects there too.
  if (flags.has('--all')) return 'expected an object by its name, got --all';
  const isKind = ['secret', 'persistentvolumeclaim'].includes(named[0]!);
  const objects = flags.has('--from')
    ? [flags.get('--from')!]
    : isKind
      ? [named.slice(0, 2).join('/')]
      : named
          .slice(0, named.includes('--') ? named.indexOf('--') : undefined)
          .filter((one) => one.includes('/'));
  const missing = objects.filter((object) => !THERE[namespace]!.test(object));
  if (objects.length === 0 || missing.length > 0) return `there is no ${missing} in ${namespace}`;
  const command = named.slice(named.indexOf('--') + 1);
  if (verb === 'exec') {
    if (command.slice(0, 2).join(' ') !== 'node dist/server/index.mjs') return `got ${command.join(' ')}`;
    readArguments(command.slice(2));
  }
  return undefined;
}

/** Whether a manifest or the values of a chart name this Secret. */
const isNamed = (secret: string): boolean =>
  ['api/deployment.yaml', 'values-prometheus.yaml'].some((path) =>
    new RegExp(`\\bname: ${secret}\\b`).test(read(path)),
  );

/** What is wrong with a call of helm, or nothing: the version of a chart is the one that its values were written for. */
export function checkHelm(words: string[]): string | undefined {
  const { flags, rest } = split(words);
  const [verb, release, chart] = rest;
  if (verb === 'repo') return undefined;
  if (flags.get('--namespace') !== 'monitoring') return 'expected --namespace monitoring';
  if (verb === 'uninstall')
    return ['prometheus', 'grafana'].includes(release!) ? undefined : `no release ${release}`;
  const values = flags.get('--values');
  if (values === undefined) return flags.has('--version') ? undefined : 'expected --version';
  if (!existsSync(join(ROOT, values))) return `no such file: ${values}`;
  const expected = `For the chart ${chart} ${flags.get('--version')}, as the release \`${release}\``;
  return readFileSync(join(ROOT, values), 'utf8').includes(expected)
    ? undefined
    : `expected "${expected}" in ${values}`;
}
