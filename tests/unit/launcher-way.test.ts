import { readEnvironment } from '../../infra/local/environment.ts';
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

  test.each(['pushgateway', 'prometheus', 'alertmanager', 'localstack'] as const)(
    'of %s that nothing offers is an advice that says what is missing and which command helps',
    async (name) => {
      const way = await chooseWay(name, nothing);
      expect(way.kind).toBe('missing');
      const advice = way.kind === 'missing' ? way.advice : '';
      expect(advice).toContain(`DRIFTGATE_${name.toUpperCase()}_URL`);
      expect(advice).toContain('apt-get install');
      expect(advice).toContain('Docker');
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
});

test('packages are installed as root, or by sudo that asks nothing', () => {
  expect(installCommand(['prometheus'], true)).toMatchObject({
    command: 'sh',
    args: ['-c', expect.anything(), 'install', 'prometheus'],
  });
  const { command, args } = installCommand(['prometheus'], false);
  expect([command, args[0], args.at(-1)]).toEqual(['sudo', '-n', 'prometheus']);
});
