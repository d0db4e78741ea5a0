import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './command.ts';
import { childEnvironment, type ServiceName } from './environment.ts';
import { choosePort } from './ports.ts';
import { isReady } from './ready.ts';
import type { Service } from './service.ts';

const PULL_SECONDS = 600;

/** Containers of infra/docker-compose.yml under a project name of their own, so that two launchers do not share any. */
export interface ComposeProject {
  /** @param address of the service, from the port that was chosen */
  start(
    name: ServiceName,
    port: number,
    address: (port: number) => string,
    variables: Record<string, string>,
  ): Promise<Service>;
  /** Removes every container, network and volume of the project. */
  stop(): Promise<void>;
}

export function composeProject(root: string, directory: string): ComposeProject {
  const project = `driftgate-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  const base = ['compose', '-p', project, '-f', join(root, 'infra/docker-compose.yml')];
  const down = [...base, 'down', '--volumes', '--timeout', '2'];
  const logFile = join(directory, 'docker.log');
  const variables: Record<string, string> = {};
  let watch: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const compose = async (...args: string[]) => {
    const result = await runCommand('docker', [...base, ...args], {
      env: variables,
      logFile,
      timeoutSeconds: PULL_SECONDS,
    });
    if (!result.ok)
      throw new Error(`docker compose ${args.join(' ')} failed. The end of ${logFile}:\n${result.output}`);
  };
  // Two `up` at once race for the project's network.
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const turn = last.then(task, task);
    last = turn.catch(() => {});
    return turn;
  };

  const start: ComposeProject['start'] = async (name, port, address, added) => {
    watch ??= downWhenWeEnd(down, variables);
    const chosen = await choosePort(port);
    const url = address(chosen);
    Object.assign(variables, added, { [`DRIFTGATE_${name.toUpperCase()}_PORT`]: String(chosen) });
    await compose('up', '--detach', '--wait', '--no-deps', name);
    return {
      name,
      url,
      how: 'docker',
      pid: undefined,
      stop: () => inTurn(() => compose('rm', '--stop', '--force', '--volumes', name)),
      pause: () => inTurn(() => compose('pause', name)),
      resume: () => inTurn(() => compose('unpause', name)),
      async restart() {
        await inTurn(() => compose('restart', '--timeout', '0', name));
        for (let tries = 0; !(await isReady(name, url)); tries++) {
          if (tries === 100) throw new Error(`${name} did not come back after docker compose restart`);
          await sleep(100);
        }
      },
    };
  };

  return {
    start: (...given) => inTurn(() => start(...given)),
    async stop() {
      if (!watch) return;
      await inTurn(() => compose(...down.slice(base.length)));
      watch.kill('SIGKILL');
    },
  };
}

/** A shell that waits until our end of a pipe closes, which it does however we end, and then removes the containers. */
function downWhenWeEnd(down: readonly string[], variables: Record<string, string>): ChildProcess {
  const watch = spawn('/bin/sh', ['-c', 'read -r _; exec docker "$@"', 'watch', ...down], {
    detached: true,
    env: childEnvironment(variables),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watch.on('error', () => {});
  watch.unref();
  (watch.stdin as unknown as { unref(): void }).unref();
  return watch;
}
