import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseReference } from '../../lib/profile/reference.ts';
import { unseenRows } from '../support/baseline.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';

/** A command as npm runs it for a user in `directory`. */
function run(script: string, args: readonly string[], directory: string) {
  const { status, lines } = output(script, args, directory);
  return { status, lines };
}

function output(script: string, args: readonly string[], directory: string) {
  const node = ['--disable-warning=ExperimentalWarning', `models/${script}.ts`, ...args];
  const env = { ...process.env, INIT_CWD: directory, DRIFTGATE_STORE: `file:${directory}/store` };
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { env, encoding: 'utf8' });
  return { status, stdout, lines: stderr.trim().split('\n') };
}

const COMMANDS = [
  ['predict', 'predict'],
  ['baseline', 'baseline'],
  ['publish', 'publish-model'],
  ['export', 'export'],
  ['simulate', 'simulate'],
] as const;

test.each(COMMANDS)('%s.ts says how it is used', async (script, name) => {
  const directory = await temporaryDirectory();
  for (const [args, problem] of [
    [['--nope'], "Unknown option '--nope'"],
    [['--model'], "Option '--model <value>' argument missing"],
    [['churn'], "Unexpected argument 'churn'. This command does not take positional arguments"],
  ] as const)
    expect(run(script, args, directory)).toEqual({
      status: 2,
      lines: [`${name}: ${problem}`, expect.stringMatching(`^usage: npm run ${name} -- --model <name> `)],
    });
  expect(output(script, ['--model', 'churn', '--help'], directory)).toEqual({
    status: 0,
    stdout: expect.stringMatching(`^usage: npm run ${name} -- --model <name> `),
    lines: [''],
  });
  const dates = script === 'export' ? ['--from', '2026-10-01', '--to', '2026-10-01', '--out', 'x.csv'] : [];
  expect(run(script, dates, directory)).toEqual({
    status: 2,
    lines: [expect.stringMatching(`^${name}: --model: expected one of churn, .*, got nothing$`)],
  });
});

test.each([
  ['infra/local/demo.ts', 'usage: npm run demo -- [--once] [--store file|s3]\n'],
  ['infra/server/serve.ts', "usage: npm run serve -- [--run <function> [--event '<JSON>']]\n"],
])('%s says how it is used, and starts nothing', (script, usage) => {
  const help = spawnSync(process.execPath, [script, '--help'], { encoding: 'utf8' });
  expect(help).toMatchObject({ status: 0, stdout: usage, stderr: '' });
  const unknown = spawnSync(process.execPath, [script, '--nope'], { encoding: 'utf8' });
  expect(unknown).toMatchObject({ status: 2, stdout: '' });
  expect(unknown.stderr).toMatch(/^(demo|serve): Unknown option '--nope'\n/);
  expect(unknown.stderr.endsWith(`\n${usage}`)).toBe(true);
});

test('paths are those of the folder where the user stands', async () => {
  const directory = await temporaryDirectory();
  const rows = await unseenRows('loan-approval', 150);
  const lines = rows.map(({ features, actual }) => JSON.stringify({ ...features, approved: actual }));
  await writeFile(join(directory, 'rows.ndjson'), lines.join('\n'));
  const args = ['--model', 'loan-approval', '--from', 'file', '--data', 'rows.ndjson', '--out', 'own.json'];
  expect(run('baseline', args, directory).status).toBe(0);
  const reference = parseReference(await readFile(join(directory, 'own.json'), 'utf8'), 'own.json');
  expect(reference).toMatchObject({ source: 'file: rows.ndjson', profile: { rows: 150 } });
});
