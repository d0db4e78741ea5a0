import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment, SERVICE_NAMES } from '../../infra/local/environment.ts';
import { thisMachine } from '../../infra/local/machine.ts';
import { installCommand } from '../../infra/local/packages.ts';
import { chooseWay, type Machine } from '../../infra/local/way.ts';

const everything: Machine = {
  address: () => 'http://gateway.example:9091',
  hasDocker: async () => true,
  findProgram: (names) => `/usr/bin/${names[0]}`,
  canInstallPackages: async () => true,
  findPython: async () => '/usr/bin/python3.11',
};
const noAddress: Machine = { ...everything, address: () => undefined };
const noDocker: Machine = { ...noAddress, hasDocker: async () => false };
const noProgram: Machine = { ...noDocker, findProgram: () => undefined, findPython: async () => undefined };
const nothing: Machine = { ...noProgram, canInstallPackages: async () => false };

describe('the way to run a service', () => {
  test('is an address, then Docker, then a program, then a package, in this order', async () => {
    expect(await chooseWay('pushgateway', everything)).toEqual({
      kind: 'address',
      url: 'http://gateway.example:9091',
    });
    expect(await chooseWay('pushgateway', noAddress)).toEqual({ kind: 'docker' });
    expect(await chooseWay('pushgateway', noDocker)).toEqual({
      kind: 'program',
      command: '/usr/bin/pushgateway',
    });
    expect(await chooseWay('pushgateway', noProgram)).toEqual({
      kind: 'packages',
      debianPackage: 'prometheus-pushgateway',
    });
  });

  test('of LocalStack without Docker is a Python environment', async () => {
    expect(await chooseWay('localstack', noAddress)).toEqual({ kind: 'docker' });
    expect(await chooseWay('localstack', noDocker)).toEqual({
      kind: 'python',
      python: '/usr/bin/python3.11',
    });
    expect(await chooseWay('localstack', noProgram)).toEqual({
      kind: 'packages',
      debianPackage: 'python3-venv',
    });
  });

  test('of PostgreSQL is a program that its package puts beside PATH', async () => {
    const looked: (string | undefined)[] = [];
    const machine: Machine = {
      ...noDocker,
      findProgram: (_, beyondPath) => {
        looked.push(beyondPath);
        return '/usr/lib/postgresql/15/bin/postgres';
      },
    };
    expect(await chooseWay('postgres', machine)).toMatchObject({ kind: 'program' });
    expect(looked).toEqual(['/usr/lib/postgresql/*/bin']);
    expect(await chooseWay('postgres', noProgram)).toEqual({ kind: 'packages', debianPackage: 'postgresql' });
  });

  test('of Chromium is never Docker: it has to see pages of this machine', async () => {
    expect(await chooseWay('chromium', noAddress)).toEqual({ kind: 'program', command: '/usr/bin/chromium' });
    expect(await chooseWay('chromium', noProgram)).toEqual({ kind: 'packages', debianPackage: 'chromium' });
  });

  test('is asked for no further than needed', async () => {
    const asked: string[] = [];
    const machine: Machine = {
      ...everything,
      hasDocker: async () => asked.push('docker') > 0,
      findProgram: () => void asked.push('program'),
    };
    await chooseWay('prometheus', machine);
    expect(asked).toEqual([]);
  });

  test.each(SERVICE_NAMES)(
    'of %s that nothing offers is an advice that says what is missing and which command helps',
    async (name) => {
      const way = await chooseWay(name, nothing);
      expect(way.kind).toBe('missing');
      const advice = way.kind === 'missing' ? way.advice : '';
      expect(advice).toContain(`DRIFTGATE_${name.toUpperCase()}_URL`);
      expect(advice).toContain('apt-get install');
      expect(advice.includes('Docker')).toBe(name !== 'chromium');
    },
  );
});

describe('the environment', () => {
  test('gives addresses without a slash at the end, and none for empty values', () => {
    const { addresses, isCi } = readEnvironment({
      DRIFTGATE_PUSHGATEWAY_URL: ' http://10.0.0.1:9091/ ',
      DRIFTGATE_PROMETHEUS_URL: '',
      CI: 'true',
    });
    expect(addresses).toEqual({ pushgateway: 'http://10.0.0.1:9091' });
    expect(isCi).toBe(true);
  });

  test.each(['10.0.0.1:9091', 'ftp://x/', 'nonsense'])('refuses the address %s', (value) => {
    expect(() => readEnvironment({ DRIFTGATE_ALERTMANAGER_URL: value })).toThrow(
      `DRIFTGATE_ALERTMANAGER_URL: expected an http or https address, got "${value}"`,
    );
  });

  test('takes an address of PostgreSQL, and shows no password of a wrong one', () => {
    const url = 'postgresql://reader:pw@db.example:5432/loans';
    expect(readEnvironment({ DRIFTGATE_POSTGRES_URL: url }).addresses).toEqual({ postgres: url });
    const read = () => readEnvironment({ DRIFTGATE_POSTGRES_URL: 'mysql://reader:pw@db.example/loans' });
    expect(read).toThrow(
      'DRIFTGATE_POSTGRES_URL: expected a postgresql address, got "mysql://…@db.example/loans"',
    );
  });
});

test('a program beside PATH is the newest, and PATH comes first', () => {
  const directory = mkdtempSync(join(tmpdir(), 'driftgate-way-'));
  try {
    const put = (folder: string) => {
      mkdirSync(join(directory, folder), { recursive: true });
      writeFileSync(join(directory, folder, 'server'), '', { mode: 0o755 });
      return join(directory, folder, 'server');
    };
    put('lib/9/bin');
    const newest = put('lib/15/bin');
    const find = (path: string) =>
      thisMachine(readEnvironment({ PATH: path })).findProgram(['server'], join(directory, 'lib/*/bin'));
    expect(find('')).toBe(newest);
    expect(find(join(directory, 'bin'))).toBe(newest);
    const first = put('bin');
    expect(find(join(directory, 'bin'))).toBe(first);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('packages are installed as root, or by sudo that asks nothing', () => {
  expect(installCommand(['prometheus'], true)).toMatchObject({
    command: 'sh',
    args: ['-c', expect.anything(), 'install', 'prometheus'],
  });
  const { command, args } = installCommand(['prometheus'], false);
  expect([command, args[0], args.at(-1)]).toEqual(['sudo', '-n', 'prometheus']);
});
