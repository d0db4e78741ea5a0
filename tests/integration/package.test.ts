import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { assembleArtefact } from '../../infra/bundle/artefact.ts';
import { VARIABLES } from '../../lib/config.ts';
import { readZip, type ZipEntry } from '../support/zip.ts';

const root = resolve(__dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'driftgate-package-'));
const FUNCTIONS = [
  'predict',
  'feedback',
  'queue',
  'models',
  'monitor',
  'page',
  'nightly',
  'keeper',
  'outcomes',
];
const SERVING = FUNCTIONS.filter((name) => name !== 'page');
const LIMIT = 250 * 1024 * 1024;
const AARCH64 = 183;
const quiet = '--disable-warning=ExperimentalWarning';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

const artefacts = new Map<string, Map<string, ZipEntry>>();
let resources: Resource[];

beforeAll(() => {
  const serverless = join(root, 'node_modules/serverless/bin/serverless.js');
  execFileSync(process.execPath, [quiet, serverless, 'package', '--package', scratch], {
    cwd: root,
    env: { ...process.env, AWS_PROFILE: undefined, AWS_CONFIG_FILE: '/dev/null' },
    stdio: 'pipe',
  });
  for (const name of FUNCTIONS) artefacts.set(name, readZip(readFileSync(join(scratch, `${name}.zip`))));
  const template = join(scratch, 'cloudformation-template-update-stack.json');
  resources = Object.values(JSON.parse(readFileSync(template, 'utf8')).Resources);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const ofType = (type: string) => resources.filter(({ Type }) => Type === type).map((it) => it.Properties);
const paths = (name: string) => [...artefacts.get(name)!.keys()];
const isBinary = (path: string) => /\.(node|so(\.\d+)*|dylib|dll)$/.test(path);

test('every artefact is below what Lambda unpacks', () => {
  const sizes = FUNCTIONS.map((name) => {
    const unpacked = [...artefacts.get(name)!.values()].reduce((sum, { size }) => sum + size, 0);
    const packed = readFileSync(join(scratch, `${name}.zip`)).length;
    return { name, unpacked, packed };
  });
  const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`.padStart(8);
  const lines = sizes.map(
    ({ name, unpacked, packed }) =>
      `${name.padEnd(8)} ${megabytes(packed)} zipped, ${megabytes(unpacked)} unzipped`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
  for (const { unpacked } of sizes) expect(unpacked).toBeLessThan(LIMIT);
});

test('binaries are where they are needed, each once and for AArch64', () => {
  const binaries = Object.fromEntries(FUNCTIONS.map((name) => [name, paths(name).filter(isBinary)]));
  const onnxruntime = 'node_modules/onnxruntime-node/bin/napi-v6/linux/arm64';
  const duckdb = 'node_modules/@duckdb/node-bindings-linux-arm64';
  expect(binaries).toEqual({
    predict: [`${onnxruntime}/libonnxruntime.so.1`, `${onnxruntime}/onnxruntime_binding.node`],
    feedback: [],
    queue: [],
    models: [],
    monitor: [],
    page: [],
    // It validates models on their held-out rows.
    nightly: [
      `${duckdb}/duckdb.node`,
      `${duckdb}/libduckdb.so`,
      `${onnxruntime}/libonnxruntime.so.1`,
      `${onnxruntime}/onnxruntime_binding.node`,
    ],
    keeper: [],
    // Files of outcomes may be Parquet.
    outcomes: [`${duckdb}/duckdb.node`, `${duckdb}/libduckdb.so`],
  });
  for (const [name, found] of Object.entries(binaries)) {
    for (const path of found) {
      const bytes = artefacts.get(name)!.get(path)!.read();
      expect(bytes.toString('latin1', 1, 4)).toBe('ELF');
      expect(bytes.readUInt16LE(18)).toBe(AARCH64);
    }
  }
});

test('of a model only what serves is in an artefact, and held-out rows where they are validated on', () => {
  for (const name of SERVING) {
    const held = name === 'nightly' ? '|holdout\\.ndjson' : '';
    const kept = new RegExp(
      `^models/[^/]+/(model\\.json|model\\.onnx|reference\\.json|vocabulary\\.txt${held})$`,
    );
    const files = paths(name).filter((path) => path.startsWith('models/'));
    expect(files).toEqual(
      expect.arrayContaining(['models/loan-approval/model.json', 'models/loan-approval/model.onnx']),
    );
    for (const path of files) expect(path).toMatch(kept);
    expect(files.includes('models/churn/holdout.ndjson')).toBe(name === 'nightly');
    expect(files).toContain('models/sentiment/vocabulary.txt');
  }
});

test('who reads where outcomes come from has the file', () => {
  const readers = FUNCTIONS.filter((name) => paths(name).includes('infra/outcome-sources.json'));
  expect(readers).toEqual(['feedback', 'queue', 'keeper', 'outcomes']);
});

test('the page is in one artefact alone, built, and with nothing else', () => {
  const page = paths('page').filter((path) => path.startsWith('dist/web/'));
  expect(page.map((path) => path.replace(/-[\w-]{8}\./, '-<hash>.'))).toEqual([
    'dist/web/assets/icon-<hash>.svg',
    'dist/web/assets/index-<hash>.js',
    'dist/web/assets/style-<hash>.css',
    'dist/web/index.html',
  ]);
  expect(paths('page')).toEqual(['dist/page/index.mjs', ...page]);
  for (const name of SERVING) expect(paths(name).filter((path) => path.includes('/web/'))).toEqual([]);
});

test('nothing else is in an artefact, in a fixed order and without times', () => {
  for (const name of FUNCTIONS) {
    const found = paths(name);
    for (const path of found)
      expect(path).toMatch(
        new RegExp(
          `^(dist/${name}/index\\.mjs$|dist/web/|models/|node_modules/|infra/outcome-sources\\.json$)`,
        ),
      );
    expect(found.filter((path) => /\.(ts|map|md)$/.test(path))).toEqual([]);
    expect(found).toEqual([...found].sort());
    expect(new Set([...artefacts.get(name)!.values()].map(({ time }) => time)).size).toBe(1);
  }
});

test('every function of the template is on arm64 and Node 24, with its handler in its artefact and its variables known', () => {
  const functions = ofType('AWS::Lambda::Function');
  expect(functions.map(({ FunctionName }) => FunctionName)).toEqual(
    FUNCTIONS.map((name) => `driftgate-dev-${name}`),
  );
  for (const [i, { Handler, Runtime, Architectures, Environment, Code }] of functions.entries()) {
    const name = FUNCTIONS[i]!;
    expect({ Runtime, Architectures }).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    expect((Code as { S3Key: string }).S3Key).toMatch(new RegExp(`/${name}\\.zip$`));
    const [, module, exported] = /^(.+)\.(\w+)$/.exec(Handler as string)!;
    const code = artefacts.get(name)!.get(`${module}.mjs`)!.read().toString();
    expect(code).toMatch(new RegExp(`^export \\{[^}]*\\b${exported}\\b`, 'm'));
    const { Variables } = Environment as { Variables: Record<string, unknown> };
    expect(VARIABLES).toEqual(expect.arrayContaining(Object.keys(Variables)));
  }
});

test('every route has its function, and what has no route too', () => {
  const routes = ofType('AWS::ApiGatewayV2::Route').map(({ RouteKey }) => RouteKey);
  expect(routes.sort()).toEqual([
    '$default',
    'GET /',
    'GET /assets/{file}',
    'GET /health',
    'GET /models',
    'GET /models/{model}',
    'GET /monitor/{model}',
    'GET /monitor/{model}/reports/{day}',
    'GET /openapi.json',
    'GET /v2',
    'GET /v2/health/live',
    'GET /v2/health/ready',
    'GET /v2/models/{model}',
    'GET /v2/models/{model}/ready',
    'GET /v2/models/{model}/versions/{version}',
    'GET /v2/models/{model}/versions/{version}/ready',
    'GET /validate',
    'POST /feedback',
    'POST /models/{model}/predict',
    'POST /predict',
    'POST /v2/models/{model}/infer',
    'POST /v2/models/{model}/versions/{version}/infer',
    'POST /validate',
  ]);
});

describe('the same artefacts for this machine run by themselves', () => {
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';

  /** Runs an expression on the module of the handler, in a process that sees nothing but the artefact. */
  async function run(name: string, expression: string): Promise<unknown> {
    const directory = join(scratch, `run-${name}`);
    await assembleArtefact({ root, name, architecture, directory });
    const script = `import('./dist/${name}/index.mjs').then(async (module) => process.send(await (${expression})))`;
    const child = spawn(process.execPath, ['-e', script], {
      cwd: directory,
      env: { DRIFTGATE_STORE: `file:${join(scratch, 'store')}`, DRIFTGATE_DEFAULT_MODEL: 'loan-approval' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return new Promise((done, failed) => {
      child.once('message', (message) => {
        child.kill();
        done(message);
      });
      child.once('exit', (code) => failed(new Error(`${name} ended with ${code}`)));
    });
  }

  test('predict answers a prediction', async () => {
    const holdout = readFileSync(join(root, 'models/loan-approval/holdout.ndjson'), 'utf8');
    const { features, score } = JSON.parse(holdout.slice(0, holdout.indexOf('\n')));
    const event = JSON.stringify({ body: JSON.stringify(features), isBase64Encoded: false, headers: {} });
    const answer = await run('predict', `module.handler(${event})`);
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(JSON.parse((answer as { body: string }).body).score).toBeCloseTo(score, 5);
  });

  test('nightly has its DuckDB', async () => {
    const query =
      "import('@duckdb/node-api').then(({ DuckDBInstance }) => DuckDBInstance.create()).then((db) => db.connect())" +
      ".then((connection) => connection.runAndReadAll('select 42')).then((result) => [typeof module.handler, result.getRows()])";
    expect(await run('nightly', query)).toEqual(['function', [[42]]]);
  });
});
