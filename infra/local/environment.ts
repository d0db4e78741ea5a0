import { shownAddress } from './shown-address.ts';

/** What the local tooling takes from environment variables. The only file of infra/local that reads process.env. */
export interface LocalEnvironment {
  /** Addresses of services that already run; the launcher then starts none. */
  readonly addresses: Readonly<Partial<Record<ServiceName, string>>>;
  readonly path: string;
  readonly isCi: boolean;
}

export const SERVICE_NAMES = [
  'pushgateway',
  'prometheus',
  'alertmanager',
  'localstack',
  'postgres',
  'chromium',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export function addressVariable(name: ServiceName): string {
  return `DRIFTGATE_${name.toUpperCase()}_URL`;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Throws when an address is not an http(s) URL, or of PostgreSQL not a postgres(ql) one. */
export function readEnvironment(variables: Variables = process.env): LocalEnvironment {
  const addresses: Partial<Record<ServiceName, string>> = {};
  for (const name of SERVICE_NAMES) {
    const value = variables[addressVariable(name)]?.trim();
    if (!value) continue;
    const [protocol, expected] =
      name === 'postgres'
        ? [/^postgres(ql)?:$/, 'a postgresql address']
        : [/^https?:$/, 'an http or https address'];
    if (!URL.canParse(value) || !protocol.test(new URL(value).protocol)) {
      throw new Error(`${addressVariable(name)}: expected ${expected}, got "${shownAddress(value)}"`);
    }
    addresses[name] = value.replace(/\/+$/, '');
  }
  return { addresses, path: variables.PATH ?? '', isCi: isTruthy(variables.CI) };
}

/** The environment of a program that the tooling starts: everything of ours, and what is added. */
export function childEnvironment(added: Record<string, string> = {}): Record<string, string | undefined> {
  return { ...process.env, ...added };
}

/** For libraries that read the environment by themselves, such as the credentials of the AWS SDK. */
export function setEnvironment(added: Record<string, string>): void {
  Object.assign(process.env, added);
}

function isTruthy(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value.toLowerCase());
}
