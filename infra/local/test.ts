// `npm test`: types, lint and format, then jest with LocalStack. Further arguments go to jest.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { whenEnding } from './ending.ts';
import { childEnvironment, readEnvironment, SERVICE_NAMES } from './environment.ts';
import { ensureInstalled } from './installation.ts';
import { startServices } from './services.ts';
import { type JestReport, type Step, tally } from './tally.ts';

const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'node_modules/.bin');
const local = join(root, '.driftgate');
const reportFile = join(local, 'jest.json');
const tallyFile = join(local, 'tally');
const HUNG_SECONDS = 120;
const environment = readEnvironment();
const log = (line: string) => console.log(`driftgate: ${line}`);

const steps: Step[] = [];

async function step(
  name: string,
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<void> {
  console.log(`\n── ${name} ──`);
  const began = Date.now();
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: childEnvironment(env) });
  const endChild = () => child.kill();
  const hung = setInterval(() => {
    if (!existsSync(reportFile) || Date.now() - statSync(reportFile).mtimeMs < HUNG_SECONDS * 1000) return;
    console.error(`${name} wrote its report but does not end: a test left something running`);
    child.kill('SIGKILL');
  }, 1000);
  process.once('exit', endChild);
  const ok = await new Promise<boolean>((done) => {
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      done(false);
    });
    child.on('close', (code) => done(code === 0));
  });
  process.off('exit', endChild);
  clearInterval(hung);
  steps.push({ name, ok, seconds: (Date.now() - began) / 1000 });
}

let services: { stop(): Promise<void> } | undefined;
whenEnding(async () => services?.stop());

mkdirSync(local, { recursive: true });
for (const file of [reportFile, tallyFile]) rmSync(file, { force: true });
await ensureInstalled({ names: SERVICE_NAMES, root, environment, log });
await step('types', join(bin, 'tsc'), ['--noEmit']);
await step('types of the web page', join(bin, 'tsc'), ['--noEmit', '--project', 'web']);
await step('lint', join(bin, 'biome'), ['check', '.']);

const { localstack, stop } = await startServices({
  names: ['localstack'],
  root,
  directory: join(local, 'test'),
  environment,
  log,
  ports: 'free',
});
services = { stop };
// jest leaves a processor idle otherwise; tests wait for services more than they compute.
const jest = [
  join(root, 'node_modules/jest/bin/jest.js'),
  '--json',
  `--outputFile=${reportFile}`,
  `--maxWorkers=${availableParallelism()}`,
];
if (environment.isCi) jest.push('--ci');
await step('jest', process.execPath, [...jest, ...process.argv.slice(2)], {
  DRIFTGATE_TEST_S3: localstack.url,
});
await stop();

const screenshots = join(local, 'screenshots');
if (existsSync(screenshots)) log(`pictures of the web page are in ${screenshots}`);

const report = existsSync(reportFile)
  ? (JSON.parse(readFileSync(reportFile, 'utf8')) as JestReport)
  : undefined;
console.log();
for (const { name, ok, seconds } of steps)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
writeFileSync(tallyFile, `${tally(steps, report)}\n`);
process.exit(steps.every(({ ok }) => ok) ? 0 : 1);
