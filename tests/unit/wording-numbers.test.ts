import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accuracyTrends } from '../../lib/decision/maturity.ts';
import { reasons } from '../../lib/decision/reasons.ts';
import { headline } from '../../lib/nightly/headline.ts';
import { counted, decimal, duration, percent, points, pValue, size } from '../../lib/wording/numbers.ts';
import { validationSentence } from '../../lib/wording/validation.ts';
import { ROOT, sources } from '../support/handler-sources.ts';

test.each([
  [percent(0), '0.0\u00a0%'],
  [percent(0.0001), '<\u00a00.1\u00a0%'],
  [percent(0.001), '0.1\u00a0%'],
  [percent(0.8945), '89.5\u00a0%'],
  [percent(0.999), '99.9\u00a0%'],
  [percent(0.9999), '>\u00a099.9\u00a0%'],
  [percent(1), '100.0\u00a0%'],
  [percent(0.895203, 4), '89.5203\u00a0%'],
  [percent(null), '–'],
  [points(-0.0123), '−1.2'],
  [points(0), '+0.0'],
  [points(undefined), '–'],
  [size(-0.0123), '1.2'],
  [counted(1, 'outcome'), '1 outcome'],
  [counted(1200, 'outcome'), '1,200 outcomes'],
  [decimal(-0.5), '−0.500'],
  [pValue(0.0009), '<\u00a00.001'],
  [pValue(0.5), '0.500'],
  [pValue(null), '–'],
  [duration(null), '–'],
  [duration(0.5), 'less than a second'],
  [duration(1), '1 second'],
  [duration(90), '2 minutes'],
  [duration(7200), '2 hours'],
  [duration(86_400 * 3.4), '3 days'],
])('%s', (shown, expected) => {
  expect(shown).toBe(expected);
});

test('an accuracy halfway between two roundings is the same in the headline and in the reasons', () => {
  const DATE = '2026-11-20';
  const day = { date: DATE, labelled: 2000, correct: 1789 };
  const accuracy = accuracyTrends([day], { successes: 950, rows: 1000 }, DATE, 0);
  const found = reasons({
    date: DATE,
    trainedAt: '2026-11-01T00:00:00Z',
    drift: [],
    quality: [],
    accuracy,
    gap: null,
  });
  const said = headline(
    'm',
    {
      decision: { decision: 'retrain' },
      drift: { state: 'insufficient_data', window: { days: 1, predictions: 1 }, features: [] },
      dataQuality: [],
      performance: {
        window: { mature: true, realised: { labelled: 2000, accuracy: day.correct / day.labelled } },
        reference_accuracy: 0.95,
      },
    } as unknown as Parameters<typeof headline>[1],
    true,
  );
  expect(said).toContain(
    '89.5\u00a0% of its answers were right (2,000 outcomes; 95.0\u00a0% in the reference)',
  );
  for (const { detail } of found)
    expect(detail).toMatch(/^accuracy 89\.5\s% \(2,000 outcomes\) is 5\.5 points below .*, 95\.0\s% \(p/);
  expect(found).toHaveLength(2);
});

test('accuracies of a validation that differ are shown so that one sees it', () => {
  const of = { rows: 2000, accuracy: 0.8952, recorded_accuracy: 0.895203 };
  expect(validationSentence({ ...of, agrees: false })).toContain(
    'an accuracy of 89.5200\u00a0% on 2,000 held-out rows, not 89.5203\u00a0% as recorded',
  );
  expect(validationSentence({ ...of, agrees: true })).toContain('still has an accuracy of 89.5\u00a0% on');
});

/** Roundings of what people read nowhere else, or of no number that people read as such. */
const OTHERS = [
  'lib/nightly/audit-view.ts: a time in a query to Prometheus',
  'lib/profile/coarse-labels.ts: an edge of a bin',
  'lib/profile/groups.ts: an edge of a bin',
  'lib/simulate/apply-drift.ts: a value of a feature',
  'lib/simulate/duration.ts: a delay, as it can be asked for',
  'web/src/views/monitor/accuracy-chart.tsx: coordinates, and ticks of an axis',
];

test('numbers are rounded for people in one place', () => {
  const commands = readdirSync(join(ROOT, 'models'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: `models/${name}`, code: readFileSync(join(ROOT, 'models', name), 'utf8') }));
  expect(commands.length).toBeGreaterThan(5);
  const rounding = [...sources('functions', 'lib', 'web/src'), ...commands]
    .filter(({ code }) => /\.to(?:Fixed|Precision|LocaleString)\(/.test(code))
    .map(({ path }) => path);
  expect(rounding.sort()).toEqual(
    [...OTHERS.map((entry) => entry.split(':')[0]), 'lib/wording/numbers.ts'].sort(),
  );
});
