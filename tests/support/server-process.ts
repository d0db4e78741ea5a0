import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LogLine {
  level: string;
  message: string;
  [field: string]: unknown;
}

/** A server of this file's own, as `node dist/server/index.mjs` in a folder that has nothing but its artefact. */
export class ServerProcess {
  readonly child: ChildProcess;
  #output = '';

  constructor(directory: string, env: Record<string, string>, ...args: string[]) {
    this.child = spawn(process.execPath, ['dist/server/index.mjs', ...args], {
      cwd: directory,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
  }

  /** What it has logged; throws when a line is no JSON. */
  get lines(): LogLine[] {
    const complete = this.#output.slice(0, this.#output.lastIndexOf('\n') + 1);
    return complete
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** The first line with this message. */
  async logged(message: string): Promise<LogLine> {
    while (true) {
      const line = this.lines.find((one) => one.message === message);
      if (line) return line;
      if (this.child.exitCode !== null) throw new Error(`expected "${message}", got:\n${this.#output}`);
      await sleep(20);
    }
  }

  async url(): Promise<string> {
    return `http://127.0.0.1:${(await this.logged('serving')).port}`;
  }

  /** Its exit code. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.ended();
  }
}
