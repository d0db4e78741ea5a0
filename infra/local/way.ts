import { SERVICES } from './catalogue.ts';
import { addressVariable, type ServiceName } from './environment.ts';

/** How a service comes to run here. `packages` and `python` need installing first, the others start at once. */
export type Way =
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'docker' }
  | { readonly kind: 'program'; readonly command: string }
  | { readonly kind: 'packages'; readonly debianPackage: string }
  | { readonly kind: 'python'; readonly python: string }
  | { readonly kind: 'missing'; readonly advice: string };

/** What the choice depends on; asked in order and only as far as needed, since some answers take a second. */
export interface Machine {
  address(name: ServiceName): string | undefined;
  hasDocker(): Promise<boolean>;
  /** On PATH, else in the folders that `beyondPath` matches. */
  findProgram(names: readonly string[], beyondPath?: string): string | undefined;
  /** Whether packages can be installed: Debian or Ubuntu, as root or with sudo that asks no password. */
  canInstallPackages(): Promise<boolean>;
  /** A Python ≥ 3.11 that can make virtual environments. */
  findPython(): Promise<string | undefined>;
}

/** A browser in a container does not see what listens on 127.0.0.1. */
const runsInDocker = (name: ServiceName): boolean => name !== 'chromium';

/** The first way that this machine offers, in the order of the README. */
export async function chooseWay(name: ServiceName, machine: Machine): Promise<Way> {
  const url = machine.address(name);
  if (url) return { kind: 'address', url };
  if (runsInDocker(name) && (await machine.hasDocker())) return { kind: 'docker' };
  return name === 'localstack' ? localstackWay(machine) : programWay(name, machine);
}

async function programWay(name: Exclude<ServiceName, 'localstack'>, machine: Machine): Promise<Way> {
  const { programs, beyondPath, debianPackage, download } = SERVICES[name];
  const command = machine.findProgram(programs, beyondPath);
  if (command) return { kind: 'program', command };
  if (debianPackage && (await machine.canInstallPackages())) return { kind: 'packages', debianPackage };
  return {
    kind: 'missing',
    advice: adviceFor(name, `no ${programs.map((program) => `"${program}"`).join(' or ')} on PATH`, [
      `Debian, Ubuntu: sudo apt-get install --no-install-recommends ${debianPackage}`,
      `elsewhere: put the program from ${download} on PATH`,
    ]),
  };
}

async function localstackWay(machine: Machine): Promise<Way> {
  const python = await machine.findPython();
  if (python) return { kind: 'python', python };
  if (await machine.canInstallPackages()) return { kind: 'packages', debianPackage: 'python3-venv' };
  return {
    kind: 'missing',
    advice: adviceFor('localstack', 'no Python ≥ 3.11 with venv', [
      'Debian 12, Ubuntu 24.04 or newer: sudo apt-get install python3-venv',
      'macOS: brew install python@3.12',
    ]),
  };
}

function adviceFor(name: ServiceName, missing: string, commands: readonly string[]): string {
  const docker = runsInDocker(name);
  return [
    `${SERVICES[name].title} is needed and was not found: ${addressVariable(name)} is not set, ${docker ? 'no Docker engine answers, ' : ''}${missing}.`,
    'One of these helps:',
    ...(docker ? ['  start Docker (docker info must succeed)'] : []),
    ...commands.map((command) => `  ${command}`),
    `  set ${addressVariable(name)} to the address of a running one`,
  ].join('\n');
}
