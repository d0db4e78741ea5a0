import { SERVICES } from './catalogue.ts';
import type { ServiceName } from './environment.ts';
import { answersQueries } from './postgres.ts';
import { isHealthy } from './program.ts';

/** Whether the service at this address answers what it is there for. */
export const isReady = (name: ServiceName, url: string): Promise<boolean> =>
  name === 'postgres' ? answersQueries(url) : isHealthy(`${url}${SERVICES[name].health}`);
