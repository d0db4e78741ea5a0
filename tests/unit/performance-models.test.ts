import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { calibrate } from '../../lib/performance/calibration.ts';
import { estimatePerformance } from '../../lib/performance/estimate.ts';
import { performanceGap } from '../../lib/performance/gap.ts';
import { realisedPerformance } from '../../lib/performance/realised.ts';
import { rowDeviations } from '../../lib/performance/sampling-error.ts';
import { scoredOutcomes } from '../../lib/performance/scored-outcomes.ts';
import { parseReference } from '../../lib/profile/reference.ts';
import { seededRandom } from '../../lib/statistics/random.ts';

const MODELS = join(__dirname, '../../models');
const names = readdirSync(MODELS).filter((name) => existsSync(join(MODELS, name, 'reference.json')));

describe.each(names)('the held-out rows of %s', (name) => {
  const read = (file: string) => readFileSync(join(MODELS, name, file), 'utf8');
  const definition = JSON.parse(read('model.json')) as ModelDefinition;
  const { bins, positions, profile } = parseReference(read('reference.json'), name);
  const outcomes = scoredOutcomes(definition, bins.score, profile.labels);
  const random = seededRandom(name);
  const realised = realisedPerformance(random, definition, bins.score, profile);

  test('are answered about as well as training says, and better than by one class', () => {
    expect(Math.abs(realised.accuracy! - definition.training.accuracy)).toBeLessThan(0.02);
    expect(Math.abs(realised.log_loss! - definition.training.loss)).toBeLessThan(0.05);
    expect(realised.accuracy!).toBeGreaterThan(realised.best_constant!.accuracy);
    expect(realised.auc!.value).toBeGreaterThan(0.8);
    expect(realised.auc!.bound).toBeLessThan(0.005);
    expect(realised.calibration.groups).toHaveLength(10);
  });

  test('have scores that are worth something: of themselves the estimate is right, and there is no gap', () => {
    const calibration = calibrate(random, outcomes)!;
    expect(calibration.suppressed).toBe(false);
    const estimated = estimatePerformance(random, calibration, outcomes)!;
    expect(Math.abs(estimated.accuracy.value! - realised.accuracy!)).toBeLessThan(0.005);
    expect(Math.abs(estimated.auc!.value! - realised.auc!.value)).toBeLessThan(0.01);
    expect(performanceGap(calibration, outcomes)).toMatchObject({ alerts: [] });
  });

  test('say how much a row deviates', () => {
    const deviations = rowDeviations(random, outcomes, positions.score);
    const p = realised.accuracy!;
    expect(deviations.accuracy! / Math.sqrt(p * (1 - p))).toBeGreaterThan(0.9);
    expect(deviations.accuracy! / Math.sqrt(p * (1 - p))).toBeLessThan(1.1);
    for (const deviation of Object.values(deviations)) {
      expect(deviation).toBeGreaterThan(0);
      expect(deviation).toBeLessThan(3);
    }
  });
});
