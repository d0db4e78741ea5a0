import { spawn } from 'node:child_process';
import { childEnvironment } from '../../infra/local/environment.ts';

/** What a program took from its start to its end, and the lines of JSON that it said; the last has its peak. */
export interface Run {
  seconds: number;
  /** Resident memory. */
  peakBytes: number;
  lines: Record<string, unknown>[];
}

/** Runs a program to its end. @throws Error when it fails */
export async function freshProcess(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Run> {
  const started = performance.now();
  const child = spawn(command, args, { env: childEnvironment(env), stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${args.join(' ')}: expected to end with 0, got ${code}:\n${output}`);
  const lines = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { seconds, peakBytes: lines.at(-1)!.peak_bytes as number, lines };
}

/** Of several runs of the same the one in the middle, with the highest peak of all. */
export function middle(runs: readonly Run[]): Run {
  const sorted = runs.toSorted((a, b) => a.seconds - b.seconds);
  return {
    ...sorted[Math.floor((runs.length - 1) / 2)]!,
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
  };
}
