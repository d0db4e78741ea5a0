import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tailOf } from './command.ts';
import { childEnvironment } from './environment.ts';
import { choosePort, listensOn } from './ports.ts';
import type { User } from './user.ts';

export interface ProgramOptions {
  readonly name: string;
  readonly command: string;
  /** The arguments for the port that was chosen; asked for again when it, or one that they name, was taken meanwhile. */
  readonly args: (port: number) => readonly string[] | Promise<readonly string[]>;
  readonly env?: (port: number) => Record<string, string>;
  /** Where `<name>.log` goes, and its working directory; created if need be. */
  readonly directory: string;
  /** Path of the health endpoint, answering 200 when ready; or, where it speaks no HTTP, what tells. */
  readonly health: string | ((port: number) => Promise<boolean>);
  /** The port to use if it is free; 0 for any. */
  readonly port: number;
  readonly timeoutSeconds?: number;
  /** Who it runs as, when not as ourselves. Its working directory must then be one that he may enter. */
  readonly user?: User | undefined;
  readonly workingDirectory?: string;
  /** To end it in order, by default SIGTERM, and to end it at once, by default SIGKILL. */
  readonly signals?: { readonly stop: NodeJS.Signals; readonly crash: NodeJS.Signals };
}

export interface Program {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly logFile: string;
  /** In order, and with SIGKILL when it has not ended after five seconds. */
  stop(): Promise<void>;
  /** SIGSTOP: the port still accepts, nothing answers. */
  pause(): void;
  resume(): void;
  /** Ends it at once and starts it again on the same port: what it kept in memory is gone. */
  restart(): Promise<void>;
}

// The program becomes a process group of its own, in which a shell waits for our end of a pipe to close. It closes
// when we end, however we end (SIGKILL too), and the group is killed then. No signal handler is needed for that.
const WATCHED = '(read -r _ <&3; kill -s KILL 0) & exec 3<&-; exec "$@"';
const PORT_TRIES = 3;
const STOP_SECONDS = 5;

/** Starts a server program on 127.0.0.1 and waits until it is ready. Throws with the end of its log when it is not. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { stop, crash } = options.signals ?? { stop: 'SIGTERM', crash: 'SIGKILL' };
  let running = await startOnAnyPort(options);
  const { port } = running;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    logFile: logFileOf(options),
    get pid() {
      return running.child.pid!;
    },
    stop: () => end(running, stop),
    // Not the group: the shell that waits for our death must stay awake.
    pause: () => void running.child.kill('SIGSTOP'),
    resume: () => void running.child.kill('SIGCONT'),
    async restart() {
      await end(running, crash);
      running = await start(options, port);
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly exited: Promise<void>;
}

class PortTaken extends Error {}

async function startOnAnyPort(options: ProgramOptions): Promise<Running> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(options, await choosePort(attempt === 1 ? options.port : 0));
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === PORT_TRIES) throw error;
    }
  }
}

async function start(options: ProgramOptions, port: number): Promise<Running> {
  const running = spawnWatched(options, port, await options.args(port));
  try {
    await becomeReady(options, running);
    return running;
  } catch (error) {
    await end(running, 'SIGKILL');
    throw error;
  }
}

function spawnWatched(options: ProgramOptions, port: number, args: readonly string[]): Running {
  mkdirSync(options.directory, { recursive: true });
  const log = openSync(logFileOf(options), 'w');
  const child = spawn('/bin/sh', ['-c', WATCHED, options.name, options.command, ...args], {
    cwd: options.workingDirectory ?? options.directory,
    ...options.user,
    env: childEnvironment(options.env?.(port)),
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
  });
  closeSync(log);
  child.stdio[3]?.on('error', () => {}); // the shell's end closes first when the group is killed
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return { child, port, exited };
}

async function becomeReady(options: ProgramOptions, running: Running): Promise<void> {
  const { child, port } = running;
  const seconds = options.timeoutSeconds ?? 30;
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      const tail = tailOf(logFileOf(options));
      const message = `${options.name} ended while starting (${child.signalCode ?? child.exitCode}). Its log, ${logFileOf(options)}:\n${tail}`;
      throw /address already in use/i.test(tail) ? new PortTaken(message) : new Error(message);
    }
    if (listensOn(child.pid, port) !== false && (await answers(options.health, port))) return;
    await sleep(25);
  }
  throw new Error(
    `${options.name} was not ready within ${seconds} s (${typeof options.health === 'string' ? `no 200 from ${options.health}` : 'no answer'} on port ${port}). ` +
      `Its log, ${logFileOf(options)}:\n${tailOf(logFileOf(options))}`,
  );
}

const answers = (health: ProgramOptions['health'], port: number): Promise<boolean> =>
  typeof health === 'string' ? isHealthy(`http://127.0.0.1:${port}${health}`) : health(port);

export async function isHealthy(url: string, timeoutMilliseconds = 2000): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMilliseconds) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function end(running: Running, signal: NodeJS.Signals): Promise<void> {
  const { child, exited } = running;
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    child.kill(signal);
    child.kill('SIGCONT'); // a paused program takes other signals than SIGKILL only when it goes on
    const late = setTimeout(() => signalGroup(running, 'SIGKILL'), STOP_SECONDS * 1000);
    await exited;
    clearTimeout(late);
  }
  signalGroup(running, 'SIGKILL'); // the waiting shell
  child.stdio[3]?.destroy();
}

function signalGroup({ child }: Running, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function logFileOf({ directory, name }: ProgramOptions): string {
  return join(directory, `${name}.log`);
}
