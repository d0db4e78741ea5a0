// How fast is a prediction, and where does the time go? The real handler in this process and over HTTP, every model, a
// file store; beside it the stack people use today with the same model, where Python is present.
//
//   npm run bench:predict -- [--calls 1000] [--starts 20] [--json]
//
// The peer stores nothing and is asked nothing about durability: its counters are in the memory of one process. Each of
// our answers is durable, with everything it counts, before it leaves.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startApi } from '../infra/bundle/offline.ts';
import { writeBundle } from '../infra/bundle/write.ts';
import { startServices } from '../infra/local/services.ts';
import { readModels } from '../lib/model/registry.ts';
import { coldStart } from './predict/cold-start.ts';
import { type BenchModel, measureHandler } from './predict/handler.ts';
import { poster } from './predict/http.ts';
import { IN_FLIGHT, measure, medianOf, type Speed } from './predict/measure.ts';
import { type Peer, preparePeer } from './predict/peer.ts';
import { ownPrograms } from './support/own-programs.ts';
import { median, printTable, type Result, report, result } from './support/report.ts';

const { values: flags } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000' },
    starts: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const calls = Number(flags.calls);
const starts = Number(flags.starts);
const ROUNDS = 3;
/** The model the peer serves too. */
const COMPARED = 'loan-approval';
const root = join(import.meta.dirname, '..');
const directory = await mkdtemp(join(tmpdir(), 'driftgate-bench-'));
const say = (line: string) => console.log(line);
const results: Result[] = [];

const models: BenchModel[] = [...(await readModels(join(root, 'models'))).values()].map((folder) => {
  const lines = readFileSync(join(folder.directory, 'holdout.ndjson'), 'utf8').trimEnd().split('\n');
  return {
    name: folder.definition.name,
    bodies: lines.slice(0, 200).map((line) => JSON.stringify(JSON.parse(line).features)),
  };
});
const compared = models.find(({ name }) => name === COMPARED)!;

say(
  `${cpus().length} processors, load ${loadavg()[0]!.toFixed(1)}; ${calls} calls a figure, ${starts} fresh processes`,
);
const services = await startServices({
  names: ['pushgateway'],
  root,
  directory,
  environment: ownPrograms(),
  log: say,
  ports: 'free',
});
try {
  const peer = await preparePeer(root, directory, COMPARED, say);
  await inProcess();
  await coldStarts(peer);
  await overHttp(peer);
  if (peer) {
    say(
      '\nThe peer stores nothing and is asked nothing about durability; its counters end with its process.',
    );
    say('Each of our answers is durable, with everything it counts, before it leaves.');
  }
  say(`load at the end ${loadavg()[0]!.toFixed(1)}`);
  report('predict', results);
} finally {
  await services.stop();
  await rm(directory, { recursive: true, force: true });
}

async function inProcess(): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const model of models) {
    const kept = await measureHandler(root, directory, model, calls);
    const pushed = await measureHandler(root, directory, model, calls, services.pushgateway.url);
    const of = model.name;
    const { validate, infer, validateAndInfer, put, p50 } = kept;
    rows.push([
      of,
      validate,
      infer,
      put,
      Math.max(0, p50 - validateAndInfer - put),
      p50,
      pushed.push!,
      pushed.p50,
    ]);
    const loan = of === COMPARED || of === 'loan-risk';
    results.push(
      result(`${of}: handler, p50`, kept.p50, 'ms', '<= 1'),
      result(`${of}: handler, p95`, kept.p95, 'ms'),
      result(`${of}: handler, ${IN_FLIGHT} in flight`, kept.perSecond, 'requests/s'),
      result(`${of}: handler with awaited push, p50`, pushed.p50, 'ms', '<= 3'),
      result(`${of}: handler with awaited push, ${IN_FLIGHT} in flight`, pushed.perSecond, 'requests/s'),
      result(
        `${of}: validation and inference alone, p50`,
        kept.validateAndInfer,
        'ms',
        loan ? '<= 0.15' : undefined,
      ),
    );
  }
  say('\nWhere the time goes, in ms (medians; one call after the other)');
  const head = [
    'model',
    'validate',
    'infer',
    'put',
    'cut, totals, rest',
    'handler',
    'push',
    'handler with push',
  ];
  printTable(head, rows);
}

async function coldStarts(peer: Peer | undefined): Promise<void> {
  const { path } = await writeBundle(root, 'predict');
  const ours = new Map(models.map((model) => [model, [] as number[]]));
  const theirs: number[] = [];
  // In turn: whatever else the machine does, it does to all.
  for (let i = 0; i < starts; i++) {
    for (const [model, times] of ours)
      times.push(
        await coldStart(root, join(directory, 'cold', `${model.name}-${i}`), join(root, path), model),
      );
    if (peer) theirs.push(await peer.coldStart(compared.bodies[0]!));
  }
  for (const [{ name }, times] of ours)
    results.push(result(`${name}: process start to first answer`, median(times), 'ms (median)'));
  if (!peer) return;
  const ratio = median(ours.get(compared)!) / median(theirs);
  results.push(result('peer: process start to first answer', median(theirs), 'ms (median)'));
  results.push(result('cold start, ours over the peer', ratio, 'ratio', '<= 0.5'));
}

async function overHttp(peer: Peer | undefined): Promise<void> {
  const env = {
    DRIFTGATE_STORE: `file:${join(directory, 'http')}`,
    DRIFTGATE_MODELS: join(root, 'models'),
    DRIFTGATE_PUSHGATEWAY_URL: '',
  };
  const api = await startApi({ root, directory, env });
  const program = await peer?.start();
  const urls = new Map(models.map((model) => [model, `${api.url}/models/${model.name}/predict`]));
  const rounds = new Map<string, Speed[]>(models.map(({ name }) => [name, []]));
  const theirs: Speed[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [model, url] of urls) rounds.get(model.name)!.push(await ask(url, model));
      if (program) theirs.push(await ask(`${program.url}/predict`, compared));
    }
  } finally {
    await program?.stop();
    await api.stop();
  }
  const peerSpeed = program && medianOf(theirs);
  for (const { name } of models) {
    const { p50, p95, perSecond } = medianOf(rounds.get(name)!);
    const ratio = peerSpeed && name === COMPARED ? p50 / peerSpeed.p50 : undefined;
    results.push(
      result(`${name}: over HTTP (serverless-offline), p50`, p50, 'ms'),
      result(`${name}: over HTTP, p95`, p95, 'ms'),
      result(`${name}: over HTTP, ${IN_FLIGHT} in flight`, perSecond, 'requests/s'),
    );
    if (ratio !== undefined)
      results.push(result('p50 over HTTP, ours over the peer', ratio, 'ratio', '<= 1'));
  }
  if (!peerSpeed) return;
  const handler = results.find(({ name }) => name === `${COMPARED}: handler, ${IN_FLIGHT} in flight`)!.value;
  results.push(
    result('peer: over HTTP, p50', peerSpeed.p50, 'ms'),
    result('peer: over HTTP, p95', peerSpeed.p95, 'ms'),
    result(`peer: over HTTP, ${IN_FLIGHT} in flight`, peerSpeed.perSecond, 'requests/s'),
    result(
      `${IN_FLIGHT} in flight, our handler over the peer`,
      handler / peerSpeed.perSecond,
      'times',
      '>= 5',
    ),
  );
}

function ask(url: string, { bodies }: BenchModel): Promise<Speed> {
  const { post, close } = poster(url);
  return measure(Math.ceil(calls / ROUNDS), (i) => post(bodies[i % bodies.length]!)).finally(close);
}
