import { readCurrent } from '../../lib/model/published.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { FileStore } from '../../lib/store/file.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { modelsOf, publishProcess } from '../support/publish-process.ts';
import { versionFolder } from '../support/published-version.ts';

const NAME = 'loan-approval';
let directory: string;
let folders: ModelFolder[];

const run = (args: readonly string[], of: ModelFolder = folders[0]!) =>
  publishProcess(args, { DRIFTGATE_STORE: `file:${directory}`, ...modelsOf(of) });
const current = async () => (await readCurrent(new FileStore(directory), NAME))?.current;

beforeEach(async () => {
  directory = await temporaryDirectory();
  folders = [await versionFolder('1.0.0'), await versionFolder('1.1.0')];
});

test('publishes a version, another one, and the one before again', async () => {
  const steps: [string[], ModelFolder, string][] = [
    [['--model', NAME], folders[0]!, '1.0.0 is current, nothing was before'],
    [['--model', NAME], folders[1]!, '1.1.0 is current, 1.0.0 was before'],
    [['--model', NAME, '--rollback'], folders[0]!, '1.0.0 is current, 1.1.0 was before'],
    [['--model', NAME, '--rollback'], folders[0]!, '1.1.0 is current, 1.0.0 was before'],
    [['--model', NAME], folders[1]!, '1.1.0 is current, 1.0.0 was before'],
  ];
  for (const [args, folder, says] of steps) {
    expect(run(args, folder)).toEqual({ status: 0, stdout: `${NAME}: ${says}`, stderr: '' });
    const { version, previous } = (await current())!;
    expect(`${version} is current, ${previous?.version ?? 'nothing'} was before`).toBe(says);
  }
});

test.each<[string[], string]>([
  [[], `--model: expected one of ${NAME}, got nothing`],
  [['--model', 'none'], `--model: expected one of ${NAME}, got none`],
  [['--rollback'], `--model: expected one of ${NAME}, got nothing`],
  [['--model', NAME, '--rollback'], `${NAME}: expected a previous version, got none`],
  [
    ['--model', NAME, '--back'],
    "Unknown option '--back'\nusage: npm run publish-model -- --model <name> [--rollback]",
  ],
])('%j is refused, and nothing published', async (args, problem) => {
  expect(run(args)).toEqual({ status: 2, stdout: '', stderr: `publish-model: ${problem}` });
  expect(await current()).toBeUndefined();
});

test('without a store or models it says what it needs', async () => {
  const without = (variables: Record<string, string>) => publishProcess(['--model', NAME], variables);
  expect(without(modelsOf(folders[0]!)).stderr).toMatch(
    /^publish-model: configuration: DRIFTGATE_STORE: expected /,
  );
  const nowhere = without({ DRIFTGATE_STORE: `file:${directory}`, DRIFTGATE_MODELS: `${directory}/none` });
  expect(nowhere).toMatchObject({ status: 2, stdout: '' });
  expect(nowhere.stderr).toMatch(/^publish-model: expected a folder of models at .*none/);
});

test('a version is not published with other content', async () => {
  run(['--model', NAME]);
  const other = await versionFolder('1.0.0', { threshold: 0.4 });
  const { status, stderr } = run(['--model', NAME], other);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringContaining('is published with other content; give the model another version'),
  });
});
