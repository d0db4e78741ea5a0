import { join } from 'node:path';
import { SERVICES } from './catalogue.ts';
import type { LocalEnvironment, ServiceName } from './environment.ts';
import { localstackPython } from './localstack.ts';
import { thisMachine } from './machine.ts';
import { installPackages } from './packages.ts';
import { chooseWay, type Machine, type Way } from './way.ts';

export interface InstallationOptions {
  readonly names: readonly ServiceName[];
  /** The project's folder. */
  readonly root: string;
  readonly environment: LocalEnvironment;
  readonly log: (line: string) => void;
  readonly machine?: Machine;
}

/** A way that starts at once. */
export type ReadyWay = Exclude<Way, { kind: 'packages' | 'python' | 'missing' }>;

/**
 * Makes every service startable without further installation. Throws, naming the service and the commands that would
 * help, when this machine offers no way.
 */
export async function ensureInstalled(options: InstallationOptions): Promise<Record<ServiceName, ReadyWay>> {
  const { names, log } = options;
  const machine = options.machine ?? thisMachine(options.environment);
  const choose = async (): Promise<[ServiceName, Way][]> => {
    const chosen: [ServiceName, Way][] = [];
    for (const name of names) chosen.push([name, await chooseWay(name, machine)]);
    return chosen;
  };

  let chosen = await choose();
  refuseMissing(chosen);
  const packages = chosen.flatMap(([, way]) => (way.kind === 'packages' ? [way.debianPackage] : []));
  if (packages.length > 0) {
    log(`installing ${packages.join(', ')} with apt (their system services are not started) …`);
    await installPackages([...new Set(packages)], join(options.root, '.driftgate/install.log'));
    chosen = await choose();
    refuseMissing(chosen);
  }

  const ready: [ServiceName, ReadyWay][] = [];
  for (const [name, way] of chosen) ready.push([name, await readyWay(name, way, options)]);
  return Object.fromEntries(ready) as Record<ServiceName, ReadyWay>;
}

function refuseMissing(chosen: readonly [ServiceName, Way][]): void {
  const advice = chosen.flatMap(([, way]) => (way.kind === 'missing' ? [way.advice] : []));
  if (advice.length > 0) throw new Error(advice.join('\n\n'));
}

async function readyWay(name: ServiceName, way: Way, { root, log }: InstallationOptions): Promise<ReadyWay> {
  switch (way.kind) {
    case 'python':
      return { kind: 'program', command: await localstackPython(root, way.python, log) };
    case 'packages':
      throw new Error(
        `apt installed ${way.debianPackage}, but ${SERVICES[name].title} still cannot be found on PATH`,
      );
    case 'missing':
      throw new Error(way.advice);
    default:
      return way;
  }
}
