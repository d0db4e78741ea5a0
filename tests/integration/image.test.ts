import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePort } from '../../infra/local/ports.ts';
import { isHealthy } from '../../infra/local/program.ts';
import { copyContext, type Instruction, isSent, stages } from '../support/docker-context.ts';
import { ROOT } from '../support/handler-sources.ts';

// There is no engine here, so each instruction of the Dockerfile is done by hand, in folders of its own.
const directory = mkdtempSync(join(tmpdir(), 'driftgate-image-'));
const source = join(directory, 'src');
const app = join(directory, 'app');
const [build, image] = stages() as [Instruction[], Instruction[]];
const words = (stage: Instruction[], name: string) =>
  stage.filter((instruction) => instruction.name === name).map((instruction) => instruction.words);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('both stages are of one pinned image of Node 24, the second of nobody but a user without rights', () => {
  const [base, ...others] = [build, image].map((stage) => words(stage, 'FROM')[0]!.replace(' AS build', ''));
  expect(base).toMatch(/^node:24\.\d+\.\d+-bookworm-slim$/);
  expect(others).toEqual([base]);
  expect(words(image, 'USER')).toEqual(['1000:1000']);
  expect(words(image, 'COPY')).toEqual(['--from=build /app ./']);
});

test('what is copied is there, and what is not needed is not', () => {
  const seen = copyContext(source);
  const [manifests, everything] = words(build, 'COPY');
  const copied = manifests!.split(' ').slice(0, -1);
  for (const path of copied) expect(seen).toContain(path);
  expect(everything).toBe('. .');
  const top = new Set(seen.map((path) => path.split('/')[0]));
  expect([...top].sort()).toEqual(
    [...copied, 'functions', 'infra', 'lib', 'models', 'serverless.yml', 'tsconfig.json', 'web'].sort(),
  );
  expect(seen.filter((path) => /^models\/train\/|\.md$/.test(path))).toEqual([]);
});

test('secrets that lie where Alertmanager of Compose reads them are not sent to the engine', () => {
  const compose = readFileSync(join(ROOT, 'infra/docker-compose.yml'), 'utf8');
  const [, folder] = /DRIFTGATE_ALERTMANAGER_FOLDER:-\.\/(\w+)\}/.exec(compose)!;
  const sent = isSent();
  for (const secret of ['slack-url', 'smtp-password'])
    expect({ secret, sent: sent(`infra/${folder}/secrets/${secret}`) }).toEqual({ secret, sent: false });
  expect(sent('infra/server/main.ts')).toBe(true);
});

test('what it runs makes the folder of the server, from what is copied alone', () => {
  const [install, assemble, ...others] = words(build, 'RUN');
  expect(others).toEqual([]);
  // Its result is the folder that the tests run with.
  expect(install).toBe('npm ci');
  symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'));
  // What packaging has installed already.
  symlinkSync(join(ROOT, '.driftgate'), join(source, '.driftgate'));
  const [program, ...args] = assemble!.replace(' /app', ` ${app}`).split(' ');
  expect(program).toBe('node');
  execFileSync(process.execPath, args, { cwd: source, stdio: 'pipe' });
  for (const path of ['dist/server/index.mjs', 'dist/web/index.html', 'infra/outcome-sources.json'])
    expect({ path, exists: existsSync(join(app, path)) }).toEqual({ path, exists: true });
  expect(existsSync(join(app, 'models/loan-approval/model.onnx'))).toBe(true);
});

test('what it starts serves, is healthy by its own check, and ends', async () => {
  const port = String(await choosePort(0));
  const [variables] = words(image, 'ENV');
  const env: Record<string, string> = {
    ...Object.fromEntries(variables!.split(' ').map((one) => one.split('='))),
    PATH: process.env.PATH!,
    DRIFTGATE_STORE: `file:${join(directory, 'store')}`,
    DRIFTGATE_PORT: port,
  };
  expect(words(image, 'EXPOSE')).toEqual([/DRIFTGATE_PORT=(\d+)/.exec(variables!)![1]]);
  const [node, ...args] = JSON.parse(words(image, 'CMD')[0]!) as string[];
  expect(node).toBe('node');
  const server = spawn(process.execPath, args, { cwd: app, env, stdio: 'ignore' });
  try {
    const check = JSON.parse(/CMD (.+)$/.exec(words(image, 'HEALTHCHECK')[0]!)![1]!) as string[];
    const isFine = async () => {
      const [code] = await once(spawn(process.execPath, check.slice(1), { env }), 'exit');
      return code;
    };
    while (!(await isHealthy(`http://127.0.0.1:${port}/v2/health/live`))) expect(server.exitCode).toBeNull();
    expect(await isFine()).toBe(0);
    const row = JSON.parse(
      readFileSync(join(ROOT, 'models/loan-approval/holdout.ndjson'), 'utf8').split('\n')[0]!,
    );
    const url = `http://127.0.0.1:${port}/models/loan-approval/predict`;
    expect((await fetch(url, { method: 'POST', body: JSON.stringify(row.features) })).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/`)).headers.get('content-type')).toContain('text/html');
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
    expect(await isFine()).toBe(1);
  } finally {
    server.kill('SIGKILL');
  }
});
