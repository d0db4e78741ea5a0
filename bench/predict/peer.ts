import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../infra/local/command.ts';
import { choosePort } from '../../infra/local/ports.ts';
import { type Program, startProgram } from '../../infra/local/program.ts';
import { pythonEnvironment } from '../support/python.ts';
import { poster } from './http.ts';

/** The stack people use today, with the same model: bench/peers/serve.py. */
export interface Peer {
  start(): Promise<Program>;
  /** From the start of its process to its first answer, in ms. */
  coldStart(body: string): Promise<number>;
}

/** Installs the peer and fits its model, both once. Undefined, with a reason said, where there is no Python. */
export async function preparePeer(
  root: string,
  directory: string,
  model: string,
  say: (line: string) => void,
): Promise<Peer | undefined> {
  const folder = join(root, 'bench/peers');
  const requirements = join(folder, 'requirements.txt');
  const python = await pythonEnvironment(root, 'peers-venv', requirements, say);
  if (!python) return undefined;
  const pipeline = await fittedPipeline(root, folder, python, model, say);
  const env = { PEER_DEFINITION: join(root, 'models', model, 'model.json'), PEER_PIPELINE: pipeline };
  const options = {
    name: 'peer',
    command: python,
    args: (port: number) => [
      '-m',
      'uvicorn',
      '--app-dir',
      folder,
      '--log-level=error',
      `--port=${port}`,
      'serve:app',
    ],
    env: () => env,
    directory,
    health: '/health',
    port: 0,
  };
  return {
    start: () => startProgram(options),
    coldStart: async (body) => {
      const port = await choosePort(0);
      const { post, close } = poster(`http://127.0.0.1:${port}/predict`);
      const started = performance.now();
      const program = startProgram({ ...options, port });
      program.catch(() => undefined);
      try {
        while (performance.now() - started < 60_000) {
          const answer = await post(body).catch(() => undefined);
          if (answer) return performance.now() - started;
          await sleep(5);
        }
        throw new Error('the peer did not answer within 60 s');
      } finally {
        close();
        await (await program).stop();
      }
    },
  };
}

async function fittedPipeline(
  root: string,
  folder: string,
  python: string,
  model: string,
  say: (line: string) => void,
) {
  const sources = [
    join(root, `models/train/models/${model.replaceAll('-', '_')}.py`),
    join(folder, 'fit.py'),
    join(folder, 'requirements.txt'),
  ];
  const hash = sha256(Buffer.concat(sources.map((file) => readFileSync(file)))).slice(0, 12);
  const path = join(root, `.driftgate/peer-${model}-${hash}.pickle`);
  if (existsSync(path)) return path;
  say(`fitting ${model} for the peer …`);
  const { ok, output } = await runCommand(python, [join(folder, 'fit.py'), model, `${path}.new`], {
    env: { PYTHONPATH: join(root, 'models') },
    timeoutSeconds: 600,
  });
  if (!ok) throw new Error(`the peer's model could not be fitted: ${output}`);
  renameSync(`${path}.new`, path);
  return path;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
