import type { Model } from '../support/simulations/performance.ts';
import { simulate } from '../support/simulations/simulate.ts';

const shareOf = <T>(days: readonly T[], holds: (day: T) => boolean): number =>
  days.filter(holds).length / days.length;

const MODELS: [name: string, model: Model][] = [
  ['weak', { separation: 1.5, sharpness: 1 }],
  ['good', { separation: 3.5, sharpness: 1 }],
  ['too sure of itself', { separation: 2.5, sharpness: 0.6 }],
  ['not sure enough', { separation: 2.5, sharpness: 1.6 }],
];

describe.each(MODELS)('a model that is %s', (_, model) => {
  test.each([
    [1_000, 0],
    [50_000, 0],
    [1_000_000, 0],
    [1_000, 0.5],
    [50_000, 0.5],
    [1_000_000, 0.5],
  ])(
    'estimated accuracy of %d rows, scores shifted by %d σ: 3 standard errors cover the realised one',
    async (n, shift) => {
      const errors = await simulate('accuracyErrors', model, n, shift, 200);
      expect(shareOf(errors, (z) => Math.abs(z) <= 3)).toBeGreaterThanOrEqual(0.95);
      // Nor is the band wider than it must be.
      expect(shareOf(errors, (z) => Math.abs(z) <= 1)).toBeLessThan(0.8);
    },
  );

  test.each([100, 1_000, 5_000, 50_000])(
    'without drift a gap alerts on at most 2 %% of days of %d rows',
    async (n) => {
      const days = await simulate('gapAlerts', model, n, 0, 300);
      expect(shareOf(days, (alerts) => alerts.length > 0)).toBeLessThanOrEqual(0.02);
    },
  );
});

test.each([
  { separation: 2.6, sharpness: 1 },
  { separation: 3.5, sharpness: 1 },
  { separation: 2.5, sharpness: 1.6 },
  { separation: 6, sharpness: 1 },
])('a gap alerts when 5 % of 5,000 outcomes are flipped: %j', async (model) => {
  const days = await simulate('gapAlerts', model, 5_000, 0.05, 200);
  expect(shareOf(days, (alerts) => alerts.length > 0)).toBeGreaterThanOrEqual(0.9);
});

test('opposite errors that cancel in the accuracy are seen by score', async () => {
  const days = await simulate('oppositeErrorAlerts', { separation: 2.5, sharpness: 1 }, 5_000, 200);
  expect(shareOf(days, (alerts) => alerts.includes('score'))).toBeGreaterThan(0.9);
  expect(shareOf(days, (alerts) => alerts.includes('accuracy'))).toBeLessThan(0.1);
});

test.each([1_000, 100_000])(
  'estimates of all metrics of %d rows: 3 standard errors cover the realised ones',
  async (n) => {
    const days = await simulate('metricErrors', { separation: 2.5, sharpness: 0.8 }, n, 0.4, 100);
    for (const metric of ['accuracy', 'precision', 'recall', 'f1', 'auc'] as const) {
      const within = (limit: number) => shareOf(days, (errors) => Math.abs(errors[metric]) <= limit);
      expect({ metric, covered: within(3) >= 0.95, wide: within(1) > 0.85 }).toEqual({
        metric,
        covered: true,
        wide: false,
      });
    }
    expect(Math.max(...days.map(({ confusion }) => confusion))).toBeLessThan(1e-9);
  },
);

describe('a calibration', () => {
  test.each([100, 500, 4_000])('is trusted where scores rise with the truth, %d rows', async (rows) => {
    const calibrations = await simulate('judgedCalibrations', rows, false, 40);
    expect(shareOf(calibrations, ({ suppressed }) => suppressed)).toBeLessThanOrEqual(0.025);
    expect(shareOf(calibrations, ({ error, limit }) => error > limit)).toBeLessThanOrEqual(0.1);
  });

  test('is not where they fall', async () => {
    const calibrations = await simulate('judgedCalibrations', 4_000, true, 10);
    expect(calibrations.every(({ suppressed, error }) => suppressed && error > 0.05)).toBe(true);
  });
});

test('row deviations by bootstrap are those of fresh samples', async () => {
  const { bootstrap, fresh } = await simulate('deviations', 4_000, 1_000);
  for (const [metric, deviation] of Object.entries(fresh)) {
    const ratio = bootstrap[metric as keyof typeof bootstrap]! / deviation!;
    expect({ metric, close: Math.abs(ratio - 1) < 0.15, ratio }).toMatchObject({ close: true });
  }
});
