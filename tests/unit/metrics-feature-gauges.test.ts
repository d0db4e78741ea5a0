import { FeatureGauges } from '../../lib/metrics/feature-gauges.ts';
import type { Sample } from '../../lib/metrics/sample.ts';
import { handlerModel } from '../support/handler-model.ts';

test('the last values of a version are published every five seconds, and none of the version before', async () => {
  let now = 0;
  const published: [string, Sample[]][] = [];
  const publish = async (model: string, samples: Sample[]) => void published.push([model, samples]);
  const gauges = new FeatureGauges({ publish }, () => now);
  const old = handlerModel({ version: '1' });
  const next = handlerModel({ version: '2' });
  const gauge = (name: string, value: number) => ({ name: `model_feature_${name}`, labels: {}, value });
  const info = (version: string) => ({ name: 'model_info', labels: { version }, value: 1 });

  await gauges.see(old, { age: 1, income: 5, note: 'text', gone: null });
  now = 4_999;
  await gauges.see(old, { age: 2 });
  expect(published).toEqual([['m', [info('1'), gauge('age', 1), gauge('income', 5)]]]);
  now = 5_000;
  await gauges.see(old, { age: 3 });
  expect(published.at(-1)).toEqual(['m', [info('1'), gauge('age', 3), gauge('income', 5)]]);
  now = 6_000;
  await gauges.see(next, { age: 4 });
  expect(published).toHaveLength(2);
  now = 10_000;
  await gauges.see(next, { age: 5 });
  expect(published.at(-1)).toEqual(['m', [info('2'), gauge('age', 5)]]);
});
