import { runCommand } from '../../infra/local/command.ts';

test('the bench writes predictions, takes an outcome of each in every way, and says what that took', async () => {
  const node = ['--disable-warning=ExperimentalWarning', 'bench/outcomes.ts', '--rows', '2000', '--json'];
  const { output } = await runCommand(process.execPath, node, { timeoutSeconds: 120 });
  const last = output.trimEnd().split('\n').at(-1)!;
  const { bench, results } = JSON.parse(last) as {
    bench: string;
    results: { name: string; value: number; met: boolean | null }[];
  };
  expect(bench).toBe('outcomes');
  const names = ['CSV, in any order', 'CSV, in the order of the log', 'Parquet, in any order'];
  const measures = ['the whole job', 'processor time', 'speed', 'peak memory'];
  expect(results.map(({ name }) => name)).toEqual(
    names.flatMap((name) => measures.map((measure) => `${name}: ${measure}`)),
  );
  for (const { value, met } of results) {
    expect(value).toBeGreaterThan(0);
    // Targets are for a million.
    expect(met).toBeNull();
  }
});
