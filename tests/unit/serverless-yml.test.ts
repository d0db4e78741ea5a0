import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES } from '../../lib/config.ts';

const text = readFileSync(join(__dirname, '../../serverless.yml'), 'utf8');

test('every environment variable is read by the configuration, and every one it reads is there', () => {
  const blocks = text.matchAll(/^( *)environment:\n((?:\1 .*\n)+)/gm);
  const set = [...blocks].flatMap(([, , block]) =>
    [...block!.matchAll(/^ *(\w+):/gm)].map(([, name]) => name!),
  );
  expect([...new Set(set)].sort()).toEqual([...VARIABLES].sort());
  const [shared] = text.matchAll(/^ {2}environment:\n((?: {4}.*\n)+)/gm);
  const everywhere = [...shared![1]!.matchAll(/^ *(\w+):/gm)].map(([, name]) => name!);
  for (const name of everywhere) expect(set.filter((one) => one === name)).toEqual([name]);
});

/** What has no rows in it: where functions go on, what they announced and judge by. It must not expire. */
const STATE = ['slots', 'polls', 'keeper', 'gauges', 'nightly', 'events', 'monitored'];

test('a lifecycle rule ends everything that functions write, except their state', () => {
  const read = (file: string) => readFileSync(join(__dirname, '../../infra/aws', file), 'utf8');
  const written = [...read('roles.yml').matchAll(/\{ Fn::Sub: "\$\{Data\.Arn\}\/([\w-]+)\//g)].map(
    ([, name]) => name!,
  );
  const rules = [
    ...read('bucket.yml').matchAll(
      /\{ Id: ([\w-]+), Status: Enabled, Prefix: ([\w-]+)\/, ExpirationInDays: (.+) \}/g,
    ),
  ];
  const ending = rules.map(([, id, prefix]) => {
    expect(id).toBe(prefix);
    return prefix!;
  });
  expect(written.length).toBeGreaterThan(15);
  expect(written.filter((prefix) => ![...ending, ...STATE].includes(prefix))).toEqual([]);
  expect(ending.filter((prefix) => STATE.includes(prefix))).toEqual([]);
  for (const [, , , days] of rules) {
    const parameter = /^"\$\{param:(\w+)\}"$/.exec(days!)?.[1];
    expect(parameter === undefined ? days : text).toMatch(
      parameter === undefined ? /^\d+$/ : new RegExp(`^    ${parameter}: \\d+`, 'm'),
    );
  }
});

test('every function has a handler of its own name and a role of its own', () => {
  const functions = text.slice(text.indexOf('\nfunctions:\n'), text.indexOf('\nresources:\n'));
  const found = [...functions.matchAll(/^ {2}(\w+):\n {4}handler: (.+)\n {4}role: (.+)\n/gm)].map((match) =>
    match.slice(1),
  );
  expect(found).toEqual(
    ['predict', 'feedback', 'queue', 'models', 'monitor', 'page', 'nightly', 'keeper', 'outcomes'].map(
      (name) => [name, `dist/${name}/index.handler`, `${name[0]!.toUpperCase()}${name.slice(1)}Role`],
    ),
  );
});
