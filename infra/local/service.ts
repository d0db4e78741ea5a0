import type { ServiceName } from './environment.ts';
import type { Way } from './way.ts';

/** A running service, however it came to run. */
export interface Service {
  readonly name: ServiceName;
  /** Without a slash at the end. */
  readonly url: string;
  readonly how: Way['kind'];
  /** Process id, where it is a program of ours. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
  /** Freezes it: connections are accepted, nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends it at once and starts it again at the same address; what it kept in memory is gone. */
  restart(): Promise<void>;
}

/** A service that others run: used, never stopped. */
export function serviceAt(name: ServiceName, url: string): Service {
  const refuse = async () => {
    throw new Error(`${name} at ${url} was not started here: it cannot be paused or restarted`);
  };
  return {
    name,
    url,
    how: 'address',
    pid: undefined,
    stop: async () => {},
    pause: refuse,
    resume: refuse,
    restart: refuse,
  };
}
