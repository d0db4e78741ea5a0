// Runs on the machine's own Node, before anything is installed: no dependencies, no TypeScript.
//   node infra/local/setup.mjs [<script.ts> [arguments…]]
// Installs the dependencies when they are not those of package-lock.json, then runs the script on Node 24.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const bin = join(root, 'node_modules/.bin');
const stampFile = join(root, 'node_modules/.driftgate-setup');
const NEEDED_MAJOR = 24;

function fail(message) {
  console.error(`driftgate: ${message}`);
  process.exit(1);
}

function olderThan(version, [major, minor]) {
  const [theirMajor = 0, theirMinor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return theirMajor < major || (theirMajor === major && theirMinor < minor);
}

/** npm must not run on the Node inside node_modules: `npm ci` deletes it. */
function environmentOfNpm() {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !/node_modules[/\\]\.bin$/.test(folder));
  return { ...process.env, PATH: path.join(delimiter) };
}

function wantedStamp() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\n`);
  return hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
}

/** True when a hand-run `npm ci` has already installed what package-lock.json says. */
function isInstalledByHand() {
  const packagesOf = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  const hidden = 'node_modules/.package-lock.json';
  if (!existsSync(join(root, hidden))) return false;
  const installed = packagesOf(hidden);
  return Object.entries(packagesOf('package-lock.json'))
    .filter(([path]) => path !== '')
    .every(
      ([path, wanted]) =>
        (installed[path]?.version ?? (wanted.optional && wanted.version)) === wanted.version,
    );
}

function install() {
  const stamp = wantedStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  if (!existsSync(stampFile) && isInstalledByHand()) return writeFileSync(stampFile, stamp);

  const env = environmentOfNpm();
  const npm = spawnSync('npm', ['--version'], { env, encoding: 'utf8' });
  if (npm.error || npm.status !== 0)
    fail('npm was not found. Install Node.js 20.19 or newer with npm: https://nodejs.org');
  const npmVersion = npm.stdout.trim();
  if (olderThan(npmVersion, [10, 0]))
    fail(`npm 10 or newer is needed, this is ${npmVersion}. Run: npm install -g npm@11`);

  console.log(`driftgate: installing dependencies (npm ci; a minute or two the first time) …`);
  const started = Date.now();
  const ci = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  if (ci.status !== 0) {
    fail(
      `npm ci ${ci.signal ? `was ended by ${ci.signal}` : `failed with exit code ${ci.status}`}; its message is above. ` +
        'It needs the npm registry (or the one in your .npmrc) and about 1 GB of disk.',
    );
  }
  writeFileSync(stampFile, stamp);
  console.log(`driftgate: dependencies installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** Our own Node 24 where npm has one for this platform, else the running one. */
function findNode() {
  const own = join(bin, 'node');
  const version = existsSync(own) ? spawnSync(own, ['--version'], { encoding: 'utf8' }) : undefined;
  if (version?.status === 0 && version.stdout.startsWith(`v${NEEDED_MAJOR}.`)) return own;
  if (process.versions.node.startsWith(`${NEEDED_MAJOR}.`)) return process.execPath;
  return fail(
    `Node ${NEEDED_MAJOR} is needed; npm has no package of it that runs on ${process.platform}-${process.arch}, ` +
      `and this is Node ${process.versions.node}. Install Node ${NEEDED_MAJOR} and run the same command with it.`,
  );
}

function run(script, args) {
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) };
  // The IPC channel carries no message: it closes when this process dies, even by SIGKILL, and tells the script to stop.
  const child = spawn(findNode(), ['--disable-warning=ExperimentalWarning', script, ...args], {
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm tells its shell to end, and the shell ends without a word to us: that our parent is gone is all there is to see.
  const parent = process.ppid;
  const orphaned = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(orphaned);
    child.kill('SIGTERM');
  }, 500);
  child.on('error', (error) => fail(`could not start ${script}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

if (olderThan(process.versions.node, [20, 19])) {
  fail(`Node 20.19 or newer is needed to start, this is ${process.versions.node}: https://nodejs.org`);
}
install();
const [script, ...args] = process.argv.slice(2);
if (script) run(script, args);
