import { readEnvironment } from '../../infra/local/environment.ts';
import { ensureInstalled } from '../../infra/local/installation.ts';
import { thisMachine } from '../../infra/local/machine.ts';

/** A service as a program of this machine: files that it reads here would not be in its container. */
export async function commandOf(name: 'pushgateway' | 'prometheus'): Promise<string> {
  const environment = { ...readEnvironment(), addresses: {} };
  const machine = { ...thisMachine(environment), hasDocker: async () => false };
  const ways = await ensureInstalled({
    names: [name],
    root: process.cwd(),
    environment,
    log: () => undefined,
    machine,
  });
  return (ways[name] as { command: string }).command;
}
