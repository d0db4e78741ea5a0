import { widthBucket } from '../../lib/profile/bins.ts';
import { categoricalBins } from '../../lib/profile/categorical-bins.ts';
import { coarseCounts } from '../../lib/profile/coarse.ts';
import { numericBins } from '../../lib/profile/numeric-bins.ts';
import { klPValue } from '../../lib/statistics/kl-p-value.ts';
import { type Random, seededRandom } from '../../lib/statistics/random.ts';
import { naiveCoarse } from '../support/naive-profile.ts';

/** Share of days on which p is below 0.05, each with a reference of its own. */
function rejected(days: number, pValue: (random: Random) => number): number {
  const random = seededRandom('calibration');
  let found = 0;
  for (let day = 0; day < days; day++) if (pValue(random) < 0.05) found += 1;
  return found / days;
}

const error = (days: number) => Math.sqrt((0.05 * 0.95) / days);

test('of numbers of one distribution p is below 0.05 on 5 % of days, over bins that each reference has of its own', () => {
  const days = 2000;
  const share = rejected(days, (random) => {
    const draw = (rows: number) => Array.from({ length: rows }, random);
    const reference = draw(400);
    const bins = numericBins(reference);
    const coarse = (values: number[]) => {
      const counts = new Array<number>(bins.edges.length + 2).fill(0);
      for (const value of values) counts[widthBucket(value, bins.edges) + 1]! += 1;
      return coarseCounts(bins, counts);
    };
    return klPValue(random, coarse(reference), coarse(draw(200)));
  });
  expect(Math.abs(share - 0.05)).toBeLessThan(3 * error(days));
});

test('a feature with 2,000 categories does not alarm because of those that the reference happens not to have', () => {
  const days = 200;
  const weights = Array.from({ length: 2000 }, (_, i) => 1 / (i + 1));
  const ends: number[] = [];
  for (const weight of weights) ends.push((ends.at(-1) ?? 0) + weight);
  const share = rejected(days, (random) => {
    const draw = (rows: number) =>
      Array.from({ length: rows }, () => widthBucket(random() * ends.at(-1)!, ends));
    const reference = draw(2000);
    const bins = categoricalBins(reference);
    return klPValue(random, naiveCoarse(bins, reference), naiveCoarse(bins, draw(200)));
  });
  expect(share).toBeLessThan(0.05 + 3 * error(days));
});
