import { join } from 'node:path';
import { choosePort } from '../local/ports.ts';
import { startProgram } from '../local/program.ts';

export interface ApiOptions {
  /** The project's folder. */
  readonly root: string;
  /** Where its log goes; .driftgate/api without. */
  readonly directory?: string;
  /** The port to use if it is free; any without. */
  readonly port?: number;
  /** Variables of lib/config.ts; what is not given is taken from this process. */
  readonly env: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}

export interface Api {
  readonly url: string;
  readonly logFile: string;
  /** Runs a function as AWS would for a schedule, and returns what it returns. @throws Error when it fails */
  invoke(name: string, event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Builds the functions, serves them with serverless-offline on 127.0.0.1, and waits until they answer. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { root, directory = join(root, '.driftgate/api'), port = 0, env, log } = options;
  let lambdaPort = 0;
  const flags = async (httpPort: number) => {
    lambdaPort = await choosePort(0);
    return [
      'offline',
      '--noSponsor',
      '--host=127.0.0.1',
      `--httpPort=${httpPort}`,
      `--lambdaPort=${lambdaPort}`,
    ];
  };
  const program = await startProgram({
    name: 'api',
    command: '/bin/sh',
    // osls looks for serverless.yml in the working directory, and programs are started in their own.
    args: async (httpPort) => [
      '-c',
      'cd "$0" && exec "$@"',
      root,
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules/serverless/bin/serverless.js'),
      ...(await flags(httpPort)),
    ],
    env: () => env,
    directory,
    health: '/health',
    port,
    timeoutSeconds: 60,
  });
  log?.(`API at ${program.url}`);
  return {
    url: program.url,
    logFile: program.logFile,
    invoke: (name, event) => invoke(`http://127.0.0.1:${lambdaPort}`, name, event),
    stop: () => program.stop(),
  };
}

async function invoke(url: string, name: string, event: unknown): Promise<unknown> {
  const path = `/2015-03-31/functions/driftgate-dev-${name}/invocations`;
  const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(event) });
  const text = await response.text();
  if (!response.ok || response.headers.has('x-amz-function-error')) throw new Error(`${name}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
