import { runCommand } from '../../infra/local/command.ts';

test('the bench draws days of every model, judges them and says what it found', async () => {
  const node = ['--disable-warning=ExperimentalWarning', 'bench/false-alarms.ts', '--quick', '--json'];
  const { output } = await runCommand(process.execPath, node, { timeoutSeconds: 900 });
  const last = output.trimEnd().split('\n').at(-1)!;
  const { bench, results } = JSON.parse(last) as {
    bench: string;
    results: { name: string; value: number; met: boolean | null }[];
  };
  expect(bench).toBe('false-alarms');
  const found = (name: string) => results.find((of) => of.name.startsWith(name))!;
  // Forty days a model: what is certain however they fell.
  for (const rows of ['100', '1,000']) {
    expect(found(`model-days that alarm, n = ${rows}`).value).toBeLessThan(15);
    expect(found(`raw p < 0.05, n = ${rows}`).value).toBeGreaterThan(1);
    expect(found(`raw p < 0.05, n = ${rows}`).value).toBeLessThan(10);
  }
  expect(found('found at 0.5 σ, continuous features, n = 1,000').value).toBeGreaterThan(80);
  for (const model of ['churn', 'loan-approval', 'loan-refinance', 'loan-risk', 'sentiment'])
    expect(output).toMatch(new RegExp(`^\\s+${model}\\s+1,000\\s+40 `, 'm'));
});
