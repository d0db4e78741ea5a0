import fc from 'fast-check';
import { boundsOf, outside, published } from '../../lib/nightly/audit-bounds.ts';

/** In seconds; the day is shorter, and everything else as it is. */
const START = 2_000;
const END = 6_000;
const SCRAPE = 15;
const LATE = 900;
const KEEPER = 300;
const IDLE = 90;
const KEY = 'requests m';

interface Slot {
  /** When records were counted, ascending, and whether the push after each arrived. */
  records: { time: number; pushed: boolean }[];
}

/** What a gateway shows of a slot: after each push, and after the keeper's, all that had been counted by then. */
function shownAt({ records }: Slot, time: number, keeperPhase: number): number {
  let shown = 0;
  records.forEach((record, i) => {
    if (record.pushed && record.time + 0.2 <= time) shown = i + 1;
  });
  for (let at = keeperPhase; at <= time; at += KEEPER) {
    const counted = records.filter((record) => record.time <= at).length;
    if (counted > 0 && at - records[counted - 1]!.time > IDLE) shown = Math.max(shown, counted);
  }
  return shown;
}

/** What Prometheus has: a sample of every slot with every scrape. */
interface World {
  slots: Slot[];
  scrapePhase: number;
  keeperPhase: number;
}

function seenOf({ slots, scrapePhase, keeperPhase }: World) {
  const times: number[] = [];
  for (let time = scrapePhase; time < END + 2 * LATE; time += SCRAPE) times.push(time);
  const samples = slots.map((slot) => times.map((time) => shownAt(slot, time, keeperPhase)));
  const last = (of: number[], time: number) => of[times.findLastIndex((at) => at <= time)]!;
  const sum = (value: (of: number[]) => number) => samples.reduce((all, of) => all + value(of), 0);
  const counts = (value: number) => new Map([[KEY, value]]);
  const increase = (start: number, end: number) => counts(sum((of) => last(of, end) - last(of, start)));
  const counted = (time: number) =>
    counts(
      slots.reduce((all, { records }) => all + records.filter((record) => record.time < time).length, 0),
    );
  const shown = (time: number) => counts(sum((of) => last(of, time)));
  const late = (moment: number) => published(counted(moment), shown(moment + SCRAPE), shown(moment + LATE));
  return {
    seen: {
      inner: increase(START + SCRAPE, END - SCRAPE),
      outer: increase(START - SCRAPE, END + SCRAPE),
      late: { start: late(START), end: late(END) },
    },
    count: counted(END).get(KEY)! - counted(START).get(KEY)!,
  };
}

/** Near the ends of the day as often as elsewhere. */
const moments = fc.oneof(
  fc.double({ min: 100, max: END + 400, noNaN: true }),
  fc.double({ min: START - 40, max: START + 40, noNaN: true }),
  fc.double({ min: END - 40, max: END + 40, noNaN: true }),
);
const slot = (pushed: fc.Arbitrary<boolean>): fc.Arbitrary<Slot> =>
  fc
    .array(fc.record({ time: moments, pushed }), { maxLength: 40 })
    .map((records) => ({ records: records.sort((a, b) => a.time - b.time) }));
const world = (pushed: fc.Arbitrary<boolean>): fc.Arbitrary<World> =>
  fc.record({
    slots: fc.array(slot(pushed), { minLength: 1, maxLength: 4 }),
    scrapePhase: fc.double({ min: 0, max: SCRAPE, noNaN: true }),
    keeperPhase: fc.double({ min: 0, max: KEEPER, noNaN: true }),
  });

test('what a day counted is within the bounds, whenever scrapes came, whichever pushes failed', () => {
  fc.assert(
    fc.property(world(fc.boolean()), (of) => {
      const { seen, count } = seenOf(of);
      expect({ by: outside(boundsOf(seen, KEY), count), bounds: boundsOf(seen, KEY), count }).toMatchObject({
        by: 0,
      });
    }),
    { numRuns: 500 },
  );
});

test('with every push in time, they differ by what was counted around the two midnights', () => {
  fc.assert(
    fc.property(world(fc.constant(true)), (of) => {
      const [lower, upper] = boundsOf(seenOf(of).seen, KEY);
      const around = of.slots
        .flatMap(({ records }) => records)
        .filter(({ time }) =>
          [START, END].some((moment) => time > moment - 2 * SCRAPE - 1 && time < moment + SCRAPE + 1),
        ).length;
      expect(upper - lower).toBeLessThanOrEqual(around);
    }),
    { numRuns: 500 },
  );
});

test('what never arrives is outside', () => {
  const quiet: World = {
    slots: [{ records: Array.from({ length: 50 }, (_, i) => ({ time: 2_500 + i * 60, pushed: true })) }],
    scrapePhase: 3,
    keeperPhase: 100,
  };
  const { seen, count } = seenOf(quiet);
  expect(boundsOf(seen, KEY)).toEqual([50, 50]);
  expect(outside(boundsOf(seen, KEY), count)).toBe(0);
  expect(outside(boundsOf(seen, KEY), count + 1)).toBe(1);
  expect(outside(boundsOf(seen, KEY), count - 2)).toBe(2);
});

test('late is what had been counted, was not shown, and came', () => {
  const counts = (value: number) => new Map([[KEY, value]]);
  const late = (counted: number, shown: number, inTheEnd: number) =>
    published(counts(counted), counts(shown), counts(inTheEnd)).get(KEY);
  expect(late(10, 10, 10)).toBe(0);
  expect(late(10, 7, 15)).toBe(3);
  expect(late(10, 7, 8)).toBe(1);
  expect(late(10, 7, 7)).toBe(0);
  // The next day's were shown already.
  expect(late(10, 12, 20)).toBe(0);
  expect(published(counts(4), new Map(), counts(9)).get(KEY)).toBe(4);
});
