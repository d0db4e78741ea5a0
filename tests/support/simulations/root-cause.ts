import type { Bins } from '../../../lib/profile/bins.ts';
import { GROUPS, MISSING_GROUP, OTHER_GROUP, pairsOf } from '../../../lib/profile/groups.ts';
import type { PairCounts } from '../../../lib/profile/profile.ts';
import { type Segment, segments } from '../../../lib/root-cause/segments.ts';
import { type Random, seededRandom } from '../../../lib/statistics/random.ts';

const REFERENCE_ROWS = 4000;
const FEATURES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const PAIRS = pairsOf(FEATURES);

const BINS: Bins = {
  features: Object.fromEntries(
    FEATURES.map((name) => [
      name,
      { kind: 'numeric', edges: [0, 25, 50, 75, 100], coarse_edges: [0, 100], quartile_edges: [25, 50, 75] },
    ]),
  ),
  score: { kind: 'numeric', edges: [0.5], coarse_edges: [], quartile_edges: [] },
  paired: FEATURES,
};

/** What differs from the reference. */
export interface Change {
  /** Accuracy lost where `a` and `b` are both in their first quartile. */
  broken?: number;
  /** Share of rows whose `a` is outside the range of the reference, and their accuracy. */
  outside?: { share: number; accuracy: number };
}

/** Groups of the features, some of which move together, and whether the answer is right: more often for some groups. */
function row(
  random: Random,
  ease: number,
  { broken = 0, outside }: Change,
): { groups: number[]; correct: boolean } {
  const together = random();
  const groups = FEATURES.map((_, i) => {
    const value = i % 2 === 0 ? random() : 0.6 * together + 0.4 * random();
    return random() < 0.03 ? MISSING_GROUP : 2 + Math.floor(4 * value);
  });
  if (outside && random() < outside.share) {
    groups[0] = OTHER_GROUP;
    return { groups, correct: random() < outside.accuracy };
  }
  const logit = groups.reduce((sum, group, i) => sum + 0.12 * (group - 3.5) * (i - 3), ease);
  const chance = 1 / (1 + Math.exp(-logit)) - (groups[0] === 2 && groups[1] === 2 ? broken : 0);
  return { groups, correct: random() < chance };
}

function counts(random: Random, n: number, ease: number, change: Change): PairCounts[] {
  const zeros = () => new Array<number>(GROUPS * GROUPS).fill(0);
  const pairs = PAIRS.map((features): PairCounts => ({ features, rows: zeros(), correct: zeros() }));
  const places = PAIRS.map((pair) => pair.map((feature) => FEATURES.indexOf(feature)) as [number, number]);
  for (let i = 0; i < n; i++) {
    const { groups, correct } = row(random, ease, change);
    places.forEach(([first, second], pair) => {
      const cell = GROUPS * groups[first]! + groups[second]!;
      pairs[pair]!.rows[cell]!++;
      if (correct) pairs[pair]!.correct[cell]!++;
    });
  }
  return pairs;
}

/** What each day names as a cause, against a fresh reference; `ease`: of answering right. */
export function causes(n: number, ease: number, change: Change, days: number): Segment[][] {
  const random = seededRandom(`causes ${n} ${ease} ${JSON.stringify(change)}`);
  return Array.from({ length: days }, () =>
    segments(BINS, counts(random, REFERENCE_ROWS, ease, {}), counts(random, n, ease, change)).filter(
      ({ cause }) => cause,
    ),
  );
}
