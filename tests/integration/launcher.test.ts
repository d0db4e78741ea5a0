import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readEnvironment } from '../../infra/local/environment.ts';
import { startProgram } from '../../infra/local/program.ts';
import { startServices } from '../../infra/local/services.ts';

const root = process.cwd();
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'driftgate-launcher-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function until(condition: () => boolean | Promise<boolean>, what: string, seconds = 60): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(50)) {
    if (await condition()) return;
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

/** Also false for a process that has ended and waits to be collected. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

const groupIsAlive = (pid: number) => isAlive(-pid) || isAlive(pid);

async function prometheusValue(url: string, query: string): Promise<string | undefined> {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  return data.result[0]?.value[1];
}

const push = (url: string, timeout = 5000) =>
  fetch(`${url}/metrics/job/launcher/slot/0`, {
    method: 'PUT',
    body: '# TYPE launcher_total counter\nlauncher_total 7\n',
    signal: AbortSignal.timeout(timeout),
  });

test('what is pushed to the gateway arrives in Prometheus, the alerts in Alertmanager, and nothing stays', async () => {
  const lines: string[] = [];
  const { pushgateway, prometheus, alertmanager, stop } = await startServices({
    names: ['prometheus', 'pushgateway', 'alertmanager'],
    root,
    directory,
    environment: readEnvironment({ PATH: process.env.PATH }),
    log: (line) => lines.push(line),
    ports: 'free',
    scrapeInterval: '1s',
  });
  const services = [pushgateway, prometheus, alertmanager];
  const ours = services.filter(({ how }) => how === 'program').map(({ pid }) => pid!);
  try {
    expect(lines).toHaveLength(3);
    expect((await push(pushgateway.url)).ok).toBe(true); // 202: without its check the gateway does not look first
    await until(
      async () => (await prometheusValue(prometheus.url, 'launcher_total')) === '7',
      'the pushed value',
    );
    await until(
      async () => (await (await fetch(`${alertmanager.url}/api/v2/alerts`)).text()).includes('Watchdog'),
      'the alert',
    );

    await pushgateway.pause();
    await expect(push(pushgateway.url, 200)).rejects.toThrow();
    await pushgateway.resume();
    await until(async () => (await push(pushgateway.url)).ok, 'the gateway goes on');

    await pushgateway.restart();
    expect(await (await fetch(`${pushgateway.url}/metrics`)).text()).not.toContain('launcher_total');
    ours.push(...(pushgateway.pid === undefined ? [] : [pushgateway.pid]));
  } finally {
    await stop();
  }
  expect(ours.filter(groupIsAlive)).toEqual([]);
  for (const { url } of services) await expect(fetch(url)).rejects.toThrow();
});

/** A process of its own that starts services and says so in one line of JSON. */
async function startInChild(names: readonly string[], env: Record<string, string> = {}) {
  const script = `
    import { startServices } from './infra/local/services.ts';
    import { readEnvironment } from './infra/local/environment.ts';
    const services = await startServices({
      names: ${JSON.stringify(names)}, root: ${JSON.stringify(root)}, directory: ${JSON.stringify(directory)},
      environment: readEnvironment({ PATH: process.env.PATH }), log: () => {}, ports: 'free',
    });
    console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => services[name])));
    process.stdin.once('data', () => services.stop().then(() => process.exit(0)));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return { child, services: JSON.parse(String(line)) as { url: string; how: string; pid?: number }[] };
}

test('a parent that is killed takes everything with it, even what is paused', async () => {
  const { child, services } = await startInChild(['pushgateway', 'prometheus']);
  const pids = services.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  child.kill('SIGKILL');
  await until(() => !pids.some(groupIsAlive), 'the end of all programs');
  for (const { url } of services) await expect(fetch(url)).rejects.toThrow();
});

describe('with a Docker engine', () => {
  // A stand-in that notes what it is asked: what matters here is what the launcher asks, and when.
  const calls = () => readFileSync(join(directory, 'calls'), 'utf8').trim().split('\n');
  const fakeDocker = () => {
    writeFileSync(
      join(directory, 'docker'),
      `#!/bin/sh\necho "$DRIFTGATE_PUSHGATEWAY_PORT $DRIFTGATE_PROMETHEUS_PORT $*" >> ${directory}/calls\n`,
    );
    chmodSync(join(directory, 'docker'), 0o755);
    return { PATH: `${directory}:${process.env.PATH}` };
  };

  test('services run in a Compose project that is removed at the end', async () => {
    const { child, services } = await startInChild(['prometheus', 'pushgateway'], fakeDocker());
    expect(services.map(({ how }) => how)).toEqual(['docker', 'docker']);
    child.stdin.write('stop\n');
    await once(child, 'exit');

    const [prometheusPort, gatewayPort] = services.map(({ url }) => new URL(url).port);
    const asked = calls().map((call) =>
      call.replace(/-p driftgate-\S+ -f \S+\/infra\/docker-compose.yml/, '…').trim(),
    );
    expect(asked).toEqual([
      'info',
      'compose version',
      `${gatewayPort}  compose … up --detach --wait --no-deps pushgateway`,
      `${gatewayPort} ${prometheusPort} compose … up --detach --wait --no-deps prometheus`,
      `${gatewayPort} ${prometheusPort} compose … down --volumes --timeout 2`,
    ]);
    // Containers see each other by Compose's names.
    expect(readFileSync(join(directory, 'prometheus.yml'), 'utf8')).toContain('["pushgateway:9091"]');
  });

  test('a parent that is killed has its containers removed', async () => {
    const { child } = await startInChild(['pushgateway'], fakeDocker());
    child.kill('SIGKILL');
    await until(() => calls().some((call) => call.includes(' down ')), 'docker compose down');
  });
});

describe('a program', () => {
  const server = (code: string) => ({
    name: 'server',
    command: process.execPath,
    args: (port: number) => ['-e', code, String(port)],
    directory,
    health: '/',
    port: 0,
  });
  const serve = "require('http').createServer((q, a) => a.end()).listen(process.argv[1], '127.0.0.1')";

  test('that ends while starting is an error with its log', async () => {
    await expect(startProgram(server("console.log('no such flag'); process.exit(3)"))).rejects.toThrow(
      /server ended while starting \(3\)[\s\S]*no such flag/,
    );
  });

  test('that is not ready in time is an error, and is ended', async () => {
    const options = { ...server('setInterval(() => console.log(process.pid), 50)'), timeoutSeconds: 1 };
    await expect(startProgram(options)).rejects.toThrow(/server was not ready within 1 s/);
    const pid = Number(readFileSync(join(directory, 'server.log'), 'utf8').split('\n')[0]);
    expect(isAlive(pid)).toBe(false);
  });

  test('that ignores SIGTERM is killed', async () => {
    const program = await startProgram(server(`process.on('SIGTERM', () => {}); ${serve}`));
    const { pid } = program;
    await program.stop();
    expect(groupIsAlive(pid)).toBe(false);
  });

  test('gets another port when two want the same at once', async () => {
    const first = await startProgram(server(serve));
    const port = Number(new URL(first.url).port);
    await first.stop();
    const both = await Promise.all(
      ['one', 'two'].map((name) => startProgram({ ...server(serve), name, port })),
    );
    expect(new Set(both.map(({ url }) => url)).size).toBe(2);
    for (const program of both) await program.stop();
  });
});
