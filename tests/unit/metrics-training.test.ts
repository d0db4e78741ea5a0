import { readFileSync } from 'node:fs';
import { CATALOGUE } from '../../lib/metrics/catalogue.ts';
import { TRAINING_GAUGES } from '../../lib/metrics/catalogue-training.ts';

test('one name, one definition in the whole catalogue', () => {
  const names = CATALOGUE.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('training pushes the gauges of the catalogue, with the same help', () => {
  const script = readFileSync('models/train/push.py', 'utf8');
  for (const { name, help } of TRAINING_GAUGES) {
    expect(name).toMatch(/^model_training_/);
    expect(script).toContain(`"${help}"`);
  }
  const stepped = TRAINING_GAUGES.filter(({ labelNames }) => labelNames.includes('step'));
  const names = stepped.map(({ name }) => `"${name.replace('model_training_', '')}"`);
  expect(script).toContain(`STEP_METRICS = (${names.join(', ')})`);
});
