/**
 * Runs the training package in a virtual environment of its own: `npm run train -- --model loan-approval`.
 * The environment is made once and made again when requirements.txt changes.
 * `node models/train/run.mjs test` runs the package's tests instead, `… data --model churn` fetches real rows,
 * `… rows --model churn --rows 1000 --seed 7 --out FILE.ndjson` generates fresh ones.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = [3, 11];
const here = dirname(fileURLToPath(import.meta.url));
const modelsFolder = dirname(here);
const requirements = join(here, 'requirements.txt');
const environment = join(here, '.venv');
const draft = join(here, '../../.driftgate', `train-venv.${process.pid}`);
const STAMP = 'requirements.sha256';
const stamp = join(environment, STAMP);
const pythonIn = (folder) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
const python = pythonIn(environment);

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

function isComplete(wanted) {
  return existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

/**
 * Made aside and renamed, so that an interrupted installation is never taken for a complete one, and two at a time do not
 * disturb each other. What pip writes into bin/ names the folder aside; only `python -m` is used.
 */
function prepare() {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (isComplete(wanted)) return;
  console.error(`train: making ${environment}`);
  mkdirSync(dirname(draft), { recursive: true });
  process.once('exit', () => rmSync(draft, { recursive: true, force: true }));
  try {
    if (run(findPython(), ['-m', 'venv', '--clear', draft]) !== 0) fail('could not make the environment');
    const install = ['install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
    if (run(pythonIn(draft), ['-m', 'pip', ...install, '-r', requirements]) !== 0)
      fail('could not install requirements.txt');
    writeFileSync(join(draft, STAMP), wanted);
    if (isComplete(wanted)) return; // somebody else was faster
    rmSync(environment, { recursive: true, force: true });
    renameSync(draft, environment);
  } catch (error) {
    if (!isComplete(wanted)) throw error;
  }
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
