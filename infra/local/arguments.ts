import { join } from 'node:path';
import type { ServiceName } from './environment.ts';

export interface ArgumentFacts {
  readonly root: string;
  readonly port: number;
  /** Folder for the program's own data. */
  readonly data: string;
  /** Only of Prometheus: its generated configuration. */
  readonly prometheusConfig?: string;
  /** Only of Alertmanager: the folder of its configuration. */
  readonly alertmanagerFolder?: string;
  readonly consistencyCheck?: boolean | undefined;
}

/** The command line of a program that runs without Docker; everything listens on 127.0.0.1 only. PostgreSQL's is its cluster's. */
export function programArguments(name: Exclude<ServiceName, 'postgres'>, facts: ArgumentFacts): string[] {
  const listen = `--web.listen-address=127.0.0.1:${facts.port}`;
  switch (name) {
    case 'pushgateway':
      return facts.consistencyCheck
        ? [listen, '--persistence.file='] // Debian's default is a file that outlives it
        : [listen, `@${join(facts.root, 'pushgateway/flags')}`];
    case 'prometheus':
      return [
        listen,
        `--config.file=${facts.prometheusConfig}`,
        `--storage.tsdb.path=${facts.data}`,
        // An alert that fires before the Alertmanager is discovered, five seconds after the start, is dropped; and
        // said again only after this time, by default a minute.
        '--rules.alert.resend-delay=5s',
      ];
    case 'alertmanager':
      return [
        listen,
        `--config.file=${facts.alertmanagerFolder}/alertmanager.yml`,
        `--storage.path=${facts.data}`,
        '--cluster.listen-address=', // empty: no second port for other Alertmanagers
      ];
    case 'chromium':
      return [
        '--headless',
        `--remote-debugging-port=${facts.port}`,
        `--user-data-dir=${facts.data}`,
        '--no-first-run',
        '--disable-gpu',
        // Its own sandbox is refused to root and in most containers; it opens our own pages only.
        '--no-sandbox',
        'about:blank',
      ];
    case 'localstack':
      return [join(facts.root, 'infra/local/run_localstack.py')]; // its port comes by environment variable
  }
}
