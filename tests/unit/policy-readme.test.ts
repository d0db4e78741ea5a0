import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVER_VARIABLES, VARIABLES } from '../../lib/config.ts';
import { ROOT } from '../support/handler-sources.ts';
import { blocksOf, commandLines, shellOf } from '../support/readme-blocks.ts';
import { MODELS, PROGRAM_CHECKS } from '../support/readme-checks.ts';
import { dryRun } from '../support/readme-dry-run.ts';
import { parseYaml } from '../support/yaml.ts';

const FILTERS = ['sed'];
// Of Alertmanager's own tool, which tests/integration/alerting.test.ts runs as it is written; without commands; the same.
const UNCHECKED = ['docs/alerting.md', 'docs/migration.md', 'docs/page.md'];
const ANSWER = '{"prediction_id":"a","label":1}';

/** The commands of a shell script that are not known, and what is wrong with those that are. */
function problemsOf(script: string): string[] {
  const known = [...Object.keys(PROGRAM_CHECKS), ...FILTERS];
  const { commands, calls, errors } = dryRun(script, Object.keys(PROGRAM_CHECKS), FILTERS, ANSWER);
  const unknown = commands.flatMap((command) => {
    const [, exported, variable] = /^(export )?(\w+)=/.exec(command) ?? [];
    if (exported && !VARIABLES.includes(variable as never))
      return [`${command}: ${variable} is read by nobody`];
    return variable || known.includes(command.split(' ')[0]!) ? [] : [`${command}: not known`];
  });
  const wrong = calls.flatMap(([program, ...words]) => {
    const problem = PROGRAM_CHECKS[program!]?.(words);
    return problem ? [`${program} ${words.join(' ')}: ${problem}`] : [];
  });
  return [...unknown, ...wrong, ...errors.split('\n').filter(Boolean)];
}

const documents = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .map((name) => `docs/${name}`)
    .filter((path) => !UNCHECKED.includes(path)),
  'infra/kubernetes/README.md',
  ...['train', ...MODELS].map((folder) => `models/${folder}/README.md`),
];

describe.each(documents)('%s', (path) => {
  test('has commands, JSON and output in blocks, and each says which it is', () => {
    for (const { language, text } of blocksOf(path)) {
      if (language === 'json') expect(() => JSON.parse(text)).not.toThrow();
      else if (language === 'yaml') expect(parseYaml(text)).toHaveLength(1);
      else if (language !== 'sh' && language !== 'promql') {
        expect(language).toBe('');
        expect(commandLines(text)).toEqual([]);
      }
    }
  });

  test('has commands that exist, with flags that they understand', () => {
    const script = shellOf(path);
    expect(commandLines(script)).not.toEqual([]);
    expect(problemsOf(script)).toEqual([]);
  });
});

test('docs/operating.md has every variable that is read', () => {
  const text = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');
  const named = [...text.matchAll(/`(DRIFTGATE_\w+)`/g)].map(([, name]) => name);
  const read = [...VARIABLES, ...SERVER_VARIABLES];
  expect(read.filter((name) => !named.includes(name))).toEqual([]);
});

test('README.md has every script of package.json', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const spans = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^\| (`.+?`) \|/gm)].join(', ');
  const missing = Object.keys(scripts).filter((name) => !new RegExp(`\`(npm (run )?)?${name}\``).test(spans));
  expect(missing).toEqual([]);
});

describe('a mistake would be found', () => {
  test.each([
    ['npm run dmo', 'no such script'],
    ['npm run demo --once', 'expected -- before --once'],
    ['npm run demo -- --onec', 'not understood: --onec'],
    ['npm run demo -- --once [--stor s3]', 'not understood: --stor'],
    ['npm run train -- --modell churn', 'not understood: --modell'],
    ['npm run data -- --push x', 'not understood: --push'],
    ['npm run deploy -- --stag prod', 'not understood: --stag'],
    ['npm instal', 'no such script'],
    ['node models/nothing.mjs', 'no such file'],
    ['curl http://a/nothing', 'no route GET /nothing'],
    ["curl http://a/models -d '{}'", 'no route POST /models'],
    ['curl http://a/predict -d \'{"age":}\'', 'no JSON'],
    ['curl --fail http://a/health', 'expected an address'],
    [
      "aws lambda invoke --function-name driftgate-dev-nightli --payload '{}'",
      'expected driftgate-dev-nightly',
    ],
    ['aws logs tail /aws/lambda/driftgate-dev-predic', 'no function predic'],
    ['cp may.csv outcomes-inbox/bach/', 'expected outcomes-inbox/batch/'],
    ['docker compose -p driftgate -f infra/compose.yml up', 'no such file'],
    ['docker compose -p driftgate -f infra/docker-compose.yml up -d graphana', 'graphana'],
    ['kubectl apply -k infra/kubernetes', 'no kustomization'],
    ['kubectl delete persistentvolumeclaim --all --namespace monitoring', 'expected an object by its name'],
    ['kubectl port-forward --namespace monitoring service/grafanna 3000:80', 'there is no service/grafanna'],
    [
      'kubectl exec --namespace driftgate deployment/driftgate -- node dist/server.mjs',
      'got node dist/server.mjs',
    ],
    [
      'helm upgrade --install grafana grafana/grafana --version 1.0.0 --namespace monitoring --values infra/kubernetes/values-grafana.yaml',
      'expected "For the chart grafana/grafana 1.0.0',
    ],
    ['export DRIFTGATE_STOR=file:x', 'read by nobody'],
    ['make all', 'make all: not known'],
    ['x=$(curl -s http://a/health | jq .)', 'jq .: not known'],
    ["curl http://a/predict -d '{", 'unexpected EOF'],
  ])('%s', (script, expected) => {
    expect(problemsOf(script).join('\n')).toContain(expected);
  });
});
