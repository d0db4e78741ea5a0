import type { ServiceName } from './environment.ts';

/** What the launcher must know about a service before it chooses how to run it. */
export interface ServiceFacts {
  readonly title: string;
  readonly usualPort: number;
  readonly health: string;
  /** Names under which distributions install the program. */
  readonly programs: readonly string[];
  readonly debianPackage?: string;
}

export const SERVICES: Readonly<Record<ServiceName, ServiceFacts>> = {
  pushgateway: {
    title: 'Pushgateway',
    usualPort: 9091,
    health: '/-/ready',
    programs: ['pushgateway', 'prometheus-pushgateway'],
    debianPackage: 'prometheus-pushgateway',
  },
  prometheus: {
    title: 'Prometheus',
    usualPort: 9090,
    health: '/-/ready',
    programs: ['prometheus'],
    debianPackage: 'prometheus',
  },
  alertmanager: {
    title: 'Alertmanager',
    usualPort: 9093,
    health: '/-/ready',
    programs: ['alertmanager', 'prometheus-alertmanager'],
    debianPackage: 'prometheus-alertmanager',
  },
  // Not looked for on PATH: a `localstack` there drives Docker, and Docker was tried before.
  localstack: { title: 'LocalStack', usualPort: 4566, health: '/_localstack/health', programs: [] },
};
