import { forEachConcurrently } from '../../lib/archive/concurrency.ts';
import { dateOfKey, outcomesKey, predictionsKey, profileKey, reportKey } from '../../lib/archive/keys.ts';
import { checkKey } from '../../lib/store/key.ts';

test.each(['1.0.0', '.hidden', 'a/b', '../x', 'ü', 'a~b', '', '1+build 5'])(
  'version %j makes a key',
  (version) => {
    expect(() => checkKey(profileKey('m', version, '2026-01-01'))).not.toThrow();
  },
);

test('different versions have different keys', () => {
  const versions = ['1.0', '1~2e0', '~31.0', '1/0', '1~2f0', '', '~'];
  expect(new Set(versions.map((version) => profileKey('m', version, '2026-01-01'))).size).toBe(
    versions.length,
  );
});

test('the date of a key', () => {
  expect(dateOfKey(reportKey('m', '2026-01-01'))).toBe('2026-01-01');
  expect(dateOfKey(predictionsKey('m', '2026-01-01'))).toBe('2026-01-01');
  expect(dateOfKey(outcomesKey('m', '2026-01-01', '2026-01-05'))).toBe('2026-01-01');
  expect(dateOfKey('reports/model=m/other.json')).toBeUndefined();
});

test('work is bounded, complete, and stops at the first error', async () => {
  let running = 0;
  let most = 0;
  const seen: number[] = [];
  const work = async (item: number) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    if (item === 99) throw new Error('99');
    seen.push(item);
  };
  await forEachConcurrently([...Array(20).keys()], 4, work);
  expect([most, seen.length]).toEqual([4, 20]);
  await expect(forEachConcurrently([99, ...Array(20).keys()], 2, work)).rejects.toThrow('99');
  expect([running, seen.length]).toEqual([0, 21]);
});
