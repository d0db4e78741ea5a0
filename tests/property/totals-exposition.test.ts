import fc from 'fast-check';
import { addIncrement, emptyTotals, type Increment } from '../../lib/log/totals.ts';
import type { MetricDefinition } from '../../lib/metrics/definition.ts';
import { Exposition } from '../../lib/metrics/exposition.ts';
import { type ParsedSample, parseText } from '../../lib/metrics/parse-text.ts';

const BUCKETS = [0.1, 1, 2592000];
const COUNTER: MetricDefinition = { name: 'c_total', help: 'c', type: 'counter', labelNames: ['model', 'k'] };
const HISTOGRAM: MetricDefinition = {
  name: 'h_seconds',
  help: 'h',
  type: 'histogram',
  labelNames: ['model'],
  buckets: BUCKETS,
};
const MODELS = ['m', 'n'];
const VALUES = [
  '0',
  '\r',
  '\u2028',
  'yes',
  'a,b',
  '"',
  '\\',
  '\n',
  '\\n',
  '}',
  '{k="0"} 5',
  'é尺👍',
  '# HELP',
  ' ',
  '%2C',
  '',
];
const SEEDS = MODELS.flatMap((model) => [
  ...VALUES.map((value) => ({ metric: COUNTER, labels: [model, value] })),
  { metric: HISTOGRAM, labels: [model] },
]);

const model = fc.constantFrom(...MODELS, 'gone');
const increments = fc.array(
  fc.oneof(
    fc.record({
      metric: fc.constant('c_total'),
      labels: fc.tuple(model, fc.constantFrom(...VALUES)),
      amount: fc.nat(9),
    }),
    fc.record({
      metric: fc.constant('h_seconds'),
      labels: fc.tuple(model),
      bounds: fc.constant(BUCKETS),
      observation: fc.oneof(fc.constantFrom(...BUCKETS, 3e6), fc.double({ min: 0, max: 3, noNaN: true })),
    }),
  ) as fc.Arbitrary<Increment>,
  { maxLength: 40 },
);

const seriesOf = ({ name, labels }: Omit<ParsedSample, 'value'>): string =>
  `${name} ${JSON.stringify(Object.entries(labels).sort())}`;

/** Every sample the text must have, and none of a model that is gone, by going through the increments one by one. */
function naive(list: readonly Increment[]): Map<string, number> {
  const samples = new Map<string, number>();
  const add = (name: string, labels: Record<string, string>, value: number) => {
    const series = seriesOf({ name, labels });
    samples.set(series, (samples.get(series) ?? 0) + value);
  };
  const observe = (of: string, values: readonly number[]) => {
    for (const bound of [...BUCKETS, Number.POSITIVE_INFINITY]) {
      const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound);
      add('h_seconds_bucket', { model: of, le }, values.filter((value) => value <= bound).length);
    }
    const micros = values.reduce((sum, value) => sum + Math.round(value * 1e6), 0);
    add('h_seconds_sum', { model: of }, micros / 1e6);
    add('h_seconds_count', { model: of }, values.length);
  };
  for (const { metric, labels } of SEEDS) {
    if (metric === COUNTER) add('c_total', { model: labels[0]!, k: labels[1]! }, 0);
  }
  for (const one of list) {
    if ('amount' in one && one.labels[0] !== 'gone')
      add('c_total', { model: one.labels[0]!, k: one.labels[1]! }, one.amount);
  }
  for (const of of MODELS) {
    const values = list.flatMap((one) =>
      'observation' in one && one.labels[0] === of ? [one.observation] : [],
    );
    observe(of, values);
  }
  return samples;
}

test('the text of any totals reads back as what the increments add up to, over a zero for every seed', async () => {
  const exposition = new Exposition([COUNTER, HISTOGRAM], SEEDS);
  await fc.assert(
    fc.asyncProperty(increments, async (list) => {
      const totals = emptyTotals();
      for (const one of list) addIncrement(totals, one);
      const text = await exposition.text(totals);
      const parsed = parseText(text).map((sample) => [seriesOf(sample), sample.value] as const);
      expect(new Map(parsed)).toEqual(naive(list));
      expect(parsed).toHaveLength(new Map(parsed).size); // no series twice
      expect(text.match(/^# TYPE .*$/gm)).toEqual(['# TYPE c_total counter', '# TYPE h_seconds histogram']);
    }),
    { numRuns: 200 },
  );
});

test('totals in buckets of an older version are left out, so that the metric starts from its zeros', async () => {
  const exposition = new Exposition(
    [HISTOGRAM],
    SEEDS.filter(({ metric, labels }) => metric === HISTOGRAM && labels[0] === 'm'),
  );
  const totals = emptyTotals();
  addIncrement(totals, { metric: 'h_seconds', labels: ['m'], bounds: [0.5, 1], observation: 0.7 });
  const samples = parseText(await exposition.text(totals));
  expect(samples).toHaveLength(6);
  expect(samples.filter(({ value }) => value !== 0)).toEqual([]);
});

test('totals of a metric that no longer exists are left out', async () => {
  const exposition = new Exposition([HISTOGRAM], []);
  const totals = emptyTotals();
  addIncrement(totals, { metric: 'removed_total', labels: ['m'], amount: 1 });
  expect(parseText(await exposition.text(totals))).toEqual([]);
});

test.each(['a b', 'a{', '{a="b"} 1', 'a{b="c"}1', '1a 1'])('%j is not a sample', (line) => {
  expect(() => parseText(line)).toThrow('expected a sample in text format');
});

test('numbers, bounds and times of the text format are read', () => {
  const text = '# c\n\na +Inf\nb -Inf\nc NaN\nd{le="2.592e+06",x="\\\\n\\n\\""} 1e3 1700000000000\n';
  expect(parseText(text)).toEqual([
    { name: 'a', labels: {}, value: Number.POSITIVE_INFINITY },
    { name: 'b', labels: {}, value: Number.NEGATIVE_INFINITY },
    { name: 'c', labels: {}, value: Number.NaN },
    { name: 'd', labels: { le: '2.592e+06', x: '\\n\n"' }, value: 1000 },
  ]);
});
