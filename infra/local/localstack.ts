import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.ts';

/** The newest that runs on Python 3.11 without an account. */
const REQUIREMENTS = ['localstack-core[runtime]==4.13.1', 'cbor2<6', 'pyopenssl==25.3.0', 'service_identity'];

/**
 * The Python of a virtual environment with LocalStack, made when it is not there. Built aside and renamed, so that an
 * interrupted installation is never taken for a complete one and two at a time do not disturb each other.
 */
export async function localstackPython(
  root: string,
  basePython: string,
  log: (line: string) => void,
): Promise<string> {
  const folder = join(root, '.driftgate/localstack-venv');
  const stamp = REQUIREMENTS.join('\n');
  const isComplete = () => {
    const file = join(folder, 'driftgate-requirements.txt');
    return existsSync(file) && readFileSync(file, 'utf8') === stamp;
  };
  if (isComplete()) return pythonOf(folder);

  log('installing LocalStack into .driftgate/localstack-venv (about a minute, once) …');
  const draft = `${folder}.${process.pid}`;
  const logFile = join(root, '.driftgate/install.log');
  const steps = [
    [basePython, '-m', 'venv', draft],
    [pythonOf(draft), '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', ...REQUIREMENTS],
  ];
  try {
    for (const [command, ...args] of steps) {
      const result = await runCommand(command!, args, { logFile, timeoutSeconds: 900 });
      if (!result.ok) {
        throw new Error(
          `could not install LocalStack: "${command} ${args.join(' ')}" failed. It needs PyPI (or the index of your pip.conf).\n` +
            `The end of ${logFile}:\n${result.output}`,
        );
      }
    }
    writeFileSync(join(draft, 'driftgate-requirements.txt'), stamp);
    if (!isComplete()) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(draft, folder); // pip's scripts name the old folder; only `python -m` is used
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return pythonOf(folder);
}

function pythonOf(folder: string): string {
  return join(folder, 'bin/python');
}

export function localstackEnvironment(port: number, volume: string): Record<string, string> {
  return {
    GATEWAY_LISTEN: `127.0.0.1:${port}`,
    SERVICES: 's3,sqs,events',
    STRICT_SERVICE_LOADING: '1',
    SKIP_SSL_CERT_DOWNLOAD: '1',
    DISABLE_EVENTS: '1',
    OVERRIDE_IN_DOCKER: '0', // inside any container it would take itself for its own image and use /var/lib/localstack
    FILESYSTEM_ROOT: volume,
    DNS_ADDRESS: '0', // no DNS server on port 53
  };
}
