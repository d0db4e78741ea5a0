/**
 * Runs the training package in a virtual environment of its own: `npm run train -- --model loan-approval`.
 * The environment is made once and made again when requirements.txt changes.
 * `node models/train/run.mjs test` runs the package's tests instead, `… data --model churn` fetches real rows,
 * `… rows --model churn --rows 1000 --seed 7 --out FILE.ndjson` generates fresh ones.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = [3, 11];
const here = dirname(fileURLToPath(import.meta.url));
const modelsFolder = dirname(here);
const requirements = join(here, 'requirements.txt');
const environment = join(here, '.venv');
const stamp = join(environment, 'requirements.sha256');
const python =
  process.platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python');

function fail(message) {
  console.error(`train: ${message}`);
  process.exit(1);
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (result.error) fail(`expected to run ${command}, got ${result.error.message}`);
  if (result.signal) fail(`${command} was ended by ${result.signal}`);
  return result.status;
}

/** A command that answers with a version is asked, not trusted by its name: a pyenv shim may lead nowhere. */
function findPython() {
  const named = process.env.PYTHON;
  const commands = named
    ? [named]
    : ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.14', 'python'];
  const answers = [];
  for (const command of commands) {
    const probe = 'import ensurepip, sys, venv; print(*sys.version_info[:2])';
    const result = spawnSync(command, ['-c', probe], { encoding: 'utf8' });
    const [major, minor] = (result.stdout ?? '').trim().split(' ').map(Number);
    const good = result.status === 0 && major === OLDEST[0] && minor >= OLDEST[1];
    if (good) return command;
    answers.push(
      `${command}: ${result.status === 0 ? `${major}.${minor}` : (result.error?.code ?? 'does not run')}`,
    );
  }
  return fail(
    `expected Python ≥ ${OLDEST.join('.')} with venv and ensurepip (on Debian: python3-venv), got ${answers.join(', ')}; name one in PYTHON`,
  );
}

function prepare() {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error(`train: making ${environment}`);
  if (run(findPython(), ['-m', 'venv', '--clear', environment]) !== 0) fail('could not make the environment');
  const install = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--only-binary',
    ':all:',
  ];
  if (run(python, [...install, '-r', requirements]) !== 0) fail('could not install requirements.txt');
  // Written last: an interrupted installation has no stamp and is made again.
  writeFileSync(stamp, wanted);
}

prepare();
const args = process.argv.slice(2);
const [command, ...rest] = args;
const target =
  command === 'test'
    ? ['-m', 'unittest', 'discover', '-s', join(here, 'tests'), '-t', modelsFolder]
    : command === 'data'
      ? ['-m', 'train.fetch', ...rest]
      : command === 'rows'
        ? ['-m', 'train.rows', ...rest]
        : ['-m', 'train', ...args];
const paths = [modelsFolder, ...(process.env.PYTHONPATH ? [process.env.PYTHONPATH] : [])];
// -P: a folder called `train` where the user stands must not shadow the package.
process.exitCode = run(python, ['-P', ...target], {
  // Where the user stands: npm leaves that folder for the project's before it runs a command.
  cwd: process.env.INIT_CWD || process.cwd(),
  env: { ...process.env, PYTHONPATH: paths.join(delimiter) },
});
