import { runCommand } from '../../infra/local/command.ts';

test('the bench writes predictions and tables, polls each of them, and says what that took', async () => {
  const node = ['--disable-warning=ExperimentalWarning', 'bench/database.ts', '--rows', '2000', '--json'];
  const { output } = await runCommand(process.execPath, node, { timeoutSeconds: 120 });
  const last = output.trimEnd().split('\n').at(-1)!;
  const { bench, results } = JSON.parse(last) as {
    bench: string;
    results: { name: string; value: number }[];
  };
  expect(bench).toBe('database');
  const names = ['in the order of the log', 'in any order', 'of one watermark'];
  const measures = ['all rows', 'processor time', 'speed', 'peak memory', 'one row more'];
  expect(results.map(({ name }) => name)).toEqual(
    names.flatMap((name) => measures.map((measure) => `${name}: ${measure}`)),
  );
  for (const { value } of results) expect(value).toBeGreaterThan(0);
});
