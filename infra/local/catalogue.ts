import type { ServiceName } from './environment.ts';

/** What the launcher must know about a service before it chooses how to run it. */
export interface ServiceFacts {
  readonly title: string;
  readonly usualPort: number;
  /** Path of the health endpoint, where it speaks HTTP. */
  readonly health?: string;
  /** Names under which distributions install the program. */
  readonly programs: readonly string[];
  /** Where its package puts it besides PATH; of several versions the newest is taken. */
  readonly beyondPath?: string;
  readonly debianPackage?: string;
  /** Where else to get the program. */
  readonly download?: string;
}

export const SERVICES: Readonly<Record<ServiceName, ServiceFacts>> = {
  pushgateway: {
    title: 'Pushgateway',
    usualPort: 9091,
    health: '/-/ready',
    programs: ['pushgateway', 'prometheus-pushgateway'],
    debianPackage: 'prometheus-pushgateway',
    download: 'https://prometheus.io/download/#pushgateway',
  },
  prometheus: {
    title: 'Prometheus',
    usualPort: 9090,
    health: '/-/ready',
    programs: ['prometheus'],
    debianPackage: 'prometheus',
    download: 'https://prometheus.io/download/#prometheus',
  },
  alertmanager: {
    title: 'Alertmanager',
    usualPort: 9093,
    health: '/-/ready',
    programs: ['alertmanager', 'prometheus-alertmanager'],
    debianPackage: 'prometheus-alertmanager',
    download: 'https://prometheus.io/download/#alertmanager',
  },
  // Not looked for on PATH: a `localstack` there drives Docker, and Docker was tried before.
  localstack: { title: 'LocalStack', usualPort: 4566, health: '/_localstack/health', programs: [] },
  postgres: {
    title: 'PostgreSQL',
    usualPort: 5432,
    programs: ['postgres'],
    beyondPath: '/usr/lib/postgresql/*/bin',
    debianPackage: 'postgresql',
    download: 'https://www.postgresql.org/download/',
  },
  // Reports and pages are looked at in it; its address is that of its remote debugging.
  chromium: {
    title: 'Chromium',
    usualPort: 9222,
    health: '/json/version',
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'Google Chrome', 'Chromium'],
    beyondPath: '/Applications/{Google Chrome,Chromium}.app/Contents/MacOS',
    debianPackage: 'chromium',
    download: 'https://www.chromium.org/getting-involved/download-chromium/',
  },
};
