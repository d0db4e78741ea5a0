import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { programArguments } from './arguments.ts';
import { SERVICES } from './catalogue.ts';
import { type ComposeProject, composeProject } from './compose.ts';
import type { LocalEnvironment, ServiceName } from './environment.ts';
import { ensureInstalled, type ReadyWay } from './installation.ts';
import { localstackEnvironment } from './localstack.ts';
import { thisMachine } from './machine.ts';
import { type Cluster, makeCluster, postgresUrl } from './postgres.ts';
import { type ProgramOptions, startProgram } from './program.ts';
import { isReady } from './ready.ts';
import { prometheusConfig, scrapeTarget } from './scrape.ts';
import { type Service, serviceAt } from './service.ts';
import { shownAddress } from './shown-address.ts';
import type { Machine } from './way.ts';

export interface ServicesOptions<Name extends ServiceName> {
  readonly names: readonly Name[];
  /** The project's folder. */
  readonly root: string;
  /** Logs, generated configuration and data. What an earlier run left of these services' data is removed. */
  readonly directory: string;
  readonly environment: LocalEnvironment;
  readonly log: (line: string) => void;
  /** `usual` (the default): 9090, 9091, … where free, else any. `free`: any, for tests and benches. */
  readonly ports?: 'usual' | 'free';
  /** More flags for the programs; ignored for a service at an address, refused for a container. */
  readonly flags?: Partial<Record<ServiceName, readonly string[]>>;
  /** The Pushgateway's own check, off unless a bench wants to see what it costs. */
  readonly consistencyCheck?: boolean;
  /** Of Prometheus' scrapes and rules, such as `1s`; the default is that of prometheus.yml. */
  readonly scrapeInterval?: string;
  /** Folders of configuration in place of the project's own; a container sees them where it sees those. */
  readonly folders?: Partial<Folders>;
  readonly machine?: Machine;
}

/** Absolute paths. */
export interface Folders {
  /** Of Prometheus' rules. */
  readonly rules: string;
  /** Of alertmanager.yml and what belongs to it. */
  readonly alertmanager: string;
}

export type Services<Name extends ServiceName> = Readonly<Record<Name, Service>> & {
  /** Ends everything that was started here. */
  stop(): Promise<void>;
};

/**
 * Starts the services and waits until each is ready; on an error none is left. They also end when this process ends,
 * even by SIGKILL.
 */
export async function startServices<const Name extends ServiceName>(
  options: ServicesOptions<Name>,
): Promise<Services<Name>> {
  const launch = new Launch(options);
  try {
    const ways = await launch.install(options.names);
    const first = options.names.filter((name) => name !== 'prometheus');
    await allOrFirstError(first.map((name) => launch.start(name, ways[name])));
    if (ways.prometheus) await launch.start('prometheus', ways.prometheus); // it needs the addresses of the others
  } catch (error) {
    await launch.stop();
    throw error;
  }
  return Object.assign(Object.fromEntries(launch.started), { stop: () => launch.stop() }) as Services<Name>;
}

/** Like Promise.all, but waits for all, so that nothing is still starting when the rest is stopped. */
async function allOrFirstError(tasks: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(tasks)) if (result.status === 'rejected') throw result.reason;
}

/** How a program is called, besides what is the same for all. */
type Prepared = Pick<ProgramOptions, 'env' | 'user' | 'workingDirectory' | 'signals'> & {
  readonly args: (port: number) => readonly string[];
};

class Launch {
  readonly started = new Map<ServiceName, Service>();
  private readonly options: ServicesOptions<ServiceName>;
  private readonly directory: string;
  private readonly folders: Folders;
  private readonly project: ComposeProject;
  private machine: Machine;
  /** Of the database: anyone on this machine can reach its port. */
  private readonly password = randomBytes(12).toString('hex');
  private cluster: Cluster | undefined;

  constructor(options: ServicesOptions<ServiceName>) {
    this.options = options;
    this.directory = resolve(options.directory);
    this.folders = {
      rules: join(options.root, 'infra/prometheus'),
      alertmanager: join(options.root, 'infra/alertmanager'),
      ...options.folders,
    };
    this.project = composeProject(options.root, this.directory);
    this.machine = options.machine ?? thisMachine(options.environment);
    mkdirSync(this.directory, { recursive: true });
  }

  install(names: readonly ServiceName[]): Promise<Record<ServiceName, ReadyWay>> {
    return ensureInstalled({ ...this.options, names, machine: this.machine });
  }

  async start(name: ServiceName, way: ReadyWay): Promise<void> {
    const began = Date.now();
    const service = await this.run(name, way);
    this.started.set(name, service);
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    this.options.log(`${SERVICES[name].title} ${shownAddress(service.url)} (${service.how}, ${seconds} s)`);
  }

  async stop(): Promise<void> {
    const ours = [...this.started.values()].filter((service) => service.how === 'program');
    await allOrFirstError([...ours.map((service) => service.stop()), this.project.stop()]);
    this.cluster?.remove();
  }

  private async run(name: ServiceName, way: ReadyWay): Promise<Service> {
    if (way.kind === 'address') return serviceAt(name, way.url);
    if (way.kind === 'program') return this.runProgram(name, way.command);
    this.options.log(`starting ${SERVICES[name].title} in Docker (the first time its image is pulled) …`);
    try {
      return await this.project.start(
        name,
        this.port(name),
        (port) => this.address(name, port),
        this.composeVariables(name),
      );
    } catch (error) {
      this.options.log(`${(error as Error).message}\nDocker answers but cannot run it; trying without.`);
      this.machine = { ...this.machine, hasDocker: async () => false };
      return this.run(name, (await this.install([name]))[name]);
    }
  }

  private port(name: ServiceName): number {
    return this.options.ports === 'free' ? 0 : SERVICES[name].usualPort;
  }

  private address(name: ServiceName, port: number): string {
    return name === 'postgres' ? postgresUrl(port, this.password) : `http://127.0.0.1:${port}`;
  }

  private async runProgram(name: ServiceName, command: string): Promise<Service> {
    const { args, ...how } = await this.prepare(name, command);
    const program = await startProgram({
      ...how,
      name,
      command,
      directory: this.directory,
      health: (port) => isReady(name, this.address(name, port)),
      port: this.port(name),
      timeoutSeconds: 60,
      args: (port) => [...args(port), ...(this.options.flags?.[name] ?? [])],
    });
    return {
      name,
      url: this.address(name, program.port),
      how: 'program',
      get pid() {
        return program.pid;
      },
      stop: () => program.stop(),
      pause: async () => program.pause(),
      resume: async () => program.resume(),
      restart: () => program.restart(),
    };
  }

  private async prepare(name: ServiceName, command: string): Promise<Prepared> {
    if (name === 'postgres') {
      this.cluster = await makeCluster(command, this.directory, this.password);
      return { args: this.cluster.arguments, ...this.cluster.options };
    }
    const { root, consistencyCheck } = this.options;
    const data = join(this.directory, `${name}-data`);
    rmSync(data, { recursive: true, force: true });
    const args = (port: number) => {
      const config = name === 'prometheus' ? this.writePrometheusConfig(`127.0.0.1:${port}`) : '';
      const facts = { root, port, data, consistencyCheck, prometheusConfig: config };
      return programArguments(name, { ...facts, alertmanagerFolder: this.folders.alertmanager });
    };
    return { args, env: (port) => (name === 'localstack' ? localstackEnvironment(port, data) : {}) };
  }

  private composeVariables(name: ServiceName): Record<string, string> {
    const flags = this.options.flags?.[name] ?? [];
    if (flags.length > 0)
      throw new Error(`flags for ${name} are not passed to a container: ${flags.join(' ')}`);
    if (name === 'prometheus') {
      const config = this.writePrometheusConfig('localhost:9090', true);
      return { DRIFTGATE_PROMETHEUS_CONFIG: config, DRIFTGATE_PROMETHEUS_RULES: this.folders.rules };
    }
    if (name === 'alertmanager') return { DRIFTGATE_ALERTMANAGER_FOLDER: this.folders.alertmanager };
    if (name === 'postgres') return { DRIFTGATE_POSTGRES_PASSWORD: this.password };
    const withCheck = name === 'pushgateway' && this.options.consistencyCheck;
    return withCheck ? { DRIFTGATE_PUSHGATEWAY_FLAGS: '--persistence.file=' } : {}; // instead of the file of flags
  }

  private writePrometheusConfig(own: string, inContainer = false): string {
    const { root, scrapeInterval } = this.options;
    const file = join(this.directory, 'prometheus.yml');
    const config = prometheusConfig(readFileSync(join(root, 'prometheus.yml'), 'utf8'), {
      pushgateway: this.target('pushgateway', inContainer),
      alertmanager: this.target('alertmanager', inContainer),
      prometheus: own,
      rules: inContainer ? '/etc/prometheus/infra/prometheus/*.yml' : join(this.folders.rules, '*.yml'),
      interval: scrapeInterval,
    });
    writeFileSync(file, config);
    return file;
  }

  private target(name: ServiceName, inContainer: boolean): string | undefined {
    const service = this.started.get(name);
    if (!service) return undefined;
    if (!inContainer) return scrapeTarget(service.url);
    if (service.how === 'docker') return `${name}:${SERVICES[name].usualPort}`;
    return scrapeTarget(service.url).replace(/^(127\.0\.0\.1|localhost):/, 'host.docker.internal:');
  }
}
