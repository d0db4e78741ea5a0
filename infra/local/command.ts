import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { childEnvironment } from './environment.ts';
import type { User } from './user.ts';

export interface CommandResult {
  readonly ok: boolean;
  readonly output: string;
}

interface CommandOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly timeoutSeconds?: number;
  readonly user?: User | undefined;
  /** Output goes here instead of into the result, so that a user can follow it. */
  readonly logFile?: string;
}

/** Runs a command to its end. A command that is missing, fails or exceeds its time is `ok: false`, never a throw. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    if (options.logFile) mkdirSync(dirname(options.logFile), { recursive: true });
    const log = options.logFile ? openSync(options.logFile, 'a') : undefined;
    const child = spawn(command, args, {
      env: childEnvironment(options.env),
      cwd: options.cwd,
      ...options.user,
      timeout: (options.timeoutSeconds ?? 10) * 1000,
      killSignal: 'SIGKILL',
      stdio: ['ignore', log ?? 'pipe', log ?? 'pipe'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => {
      if (log !== undefined) closeSync(log);
      resolve({ ok: code === 0, output: options.logFile ? tailOf(options.logFile) : output });
    });
  });
}

/** The last lines of a log file, for error messages. */
export function tailOf(file: string, lines = 20): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}
