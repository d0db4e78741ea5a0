import { withMeanings } from '../../lib/report/with-meanings.ts';

type Shown = Parameters<typeof withMeanings>[0];

const bins = (...names: string[]) => names.map((bin) => ({ bin, reference: 1, production: 1 }));
const share = { predictions: 1, labelled: 1, coverage: 1 };
const report = {
  drift: {
    features: [
      { feature: 'work', distribution: bins('missing', '0', '1') },
      { feature: 'age', distribution: bins('0', '1') },
    ],
    class_balance: { distribution: bins('0', '1') },
  },
  performance: {
    window: {
      realised: { confusion: { 0: { 0: 7, 1: 2 }, 1: { 1: 9 } }, by_class: { 0: {}, 1: {} } },
      coverage: { by_class: { 0: share, 1: share } },
      class_balance: [{ class: '0', predicted: 7, actual: 9 }],
      root_cause: { segments: [{ where: { work: '1', age: '1' } }, { where: { work: 'missing' } }] },
    },
  },
} as unknown as Shown;
const meanings = {
  classes: { 0: 'refused', 1: 'approved' },
  categories: { work: { 0: 'not employed', 1: 'employed' } },
};

test('codes stand beside what they mean, wherever a page shows them', () => {
  const { drift, performance } = withMeanings({ ...report, meanings });
  const named = (of: { distribution: { bin: string }[] }) => of.distribution.map(({ bin }) => bin);
  expect(drift.features.map(named)).toEqual([
    ['missing', '0: not employed', '1: employed'],
    ['0', '1'],
  ]);
  expect(named(drift.class_balance)).toEqual(['0: refused', '1: approved']);
  const classes = ['0: refused', '1: approved'];
  const { realised, coverage, class_balance: balance, root_cause: cause } = performance.window!;
  expect(realised.confusion).toEqual({
    '0: refused': { '0: refused': 7, '1: approved': 2 },
    '1: approved': { '1: approved': 9 },
  });
  expect(Object.keys(realised.by_class)).toEqual(classes);
  expect(Object.keys(coverage!.by_class)).toEqual(classes);
  expect(balance).toEqual([{ class: '0: refused', predicted: 7, actual: 9 }]);
  expect(cause.segments.map(({ where }) => where)).toEqual([
    { work: '1 (employed)', age: '1' },
    { work: 'missing' },
  ]);
});

test('a report that is older, and one without outcomes, are shown too', () => {
  expect(withMeanings(report)).toBe(report);
  const young = { ...report, meanings, performance: { window: null } };
  expect(withMeanings(young).performance.window).toBeNull();
});
