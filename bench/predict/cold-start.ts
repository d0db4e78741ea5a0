import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { childEnvironment } from '../../infra/local/environment.ts';
import type { BenchModel } from './handler.ts';

/** From the start of a process to its first answer, in ms. */
export async function coldStart(
  root: string,
  store: string,
  bundle: string,
  { name, bodies }: BenchModel,
): Promise<number> {
  const env = childEnvironment({
    DRIFTGATE_STORE: `file:${store}`,
    DRIFTGATE_MODELS: join(root, 'models'),
    DRIFTGATE_PUSHGATEWAY_URL: '',
  });
  const started = performance.now();
  const script = join(root, 'bench/predict/answer-once.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, bundle, name, bodies[0]!],
    {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let answered = 0;
  let status = '';
  child.stdout.on('data', (chunk) => {
    answered ||= performance.now();
    status += chunk;
  });
  await new Promise((resolve) => child.on('close', resolve));
  if (status.trim() !== '200') throw new Error(`cold start of ${name}: expected 200, got "${status.trim()}"`);
  return answered - started;
}
