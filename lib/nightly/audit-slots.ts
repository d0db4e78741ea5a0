import { forEachConcurrently } from '../archive/concurrency.ts';
import { textOf } from '../log/mark.ts';
import type { LogRecord } from '../log/record.ts';
import { decodeHeader, recordLines } from '../log/segment.ts';
import { addIncrement, emptyTotals, sameBounds, type Totals } from '../log/totals.ts';
import { contribution } from '../metrics/contribution.ts';
import type { Entry, Store } from '../store/store.ts';
import { addCounts, type Counts, countsOf } from './audit-counts.ts';
import { type KeyedSegment, outermost, segmentsBySlot } from './audit-ends.ts';

/** What the slots of a function say at the two ends of a day. */
export interface SlotTotals {
  /** What all slots together had counted, as far as it is known of them. */
  opening: Counts;
  closing: Counts;
  /** At the end of the day, by slot; also of the slots that were not written on it. */
  totals: Map<string, Totals>;
  /** Histograms whose buckets changed during the day, and which therefore began again from zero. */
  restarted: Set<string>;
}

const CONCURRENCY = 16;

/**
 * Reads the totals from the headers of a day's segments. A slot ends the day with the largest. It begins the day with
 * those it ended the day before with, from `before`; where that is not known, with the smallest, less what the records of
 * that segment add. @throws Error when a header cannot be read.
 */
export async function readSlotTotals(
  store: Store,
  entries: readonly Entry[],
  before: Readonly<Record<string, Totals>>,
): Promise<SlotTotals> {
  const opening: Counts = new Map();
  const closing: Counts = new Map();
  const totals = new Map(Object.entries(before));
  const restarted = new Set<string>();
  const written = segmentsBySlot(entries.map(({ key }) => key));
  for (const [slot, of] of Object.entries(before)) if (!written.has(slot)) addCounts(opening, countsOf(of));
  await forEachConcurrently([...written], CONCURRENCY, async ([slot, segments]) => {
    const known = before[slot];
    const start = known
      ? { counts: countsOf(known), totals: known }
      : await firstOf(store, outermost(segments, 'first'));
    const end = await lastOf(store, outermost(segments, 'last'));
    addCounts(opening, start.counts);
    totals.set(slot, end);
    for (const [metric, { bounds }] of Object.entries(end.histograms)) {
      if (!sameBounds(start.totals.histograms[metric]?.bounds ?? bounds, bounds)) restarted.add(metric);
    }
  });
  for (const of of totals.values()) addCounts(closing, countsOf(of));
  return { opening, closing, totals, restarted };
}

async function lastOf(store: Store, segments: readonly KeyedSegment[]): Promise<Totals> {
  const read = await Promise.all(segments.map((segment) => readSegment(store, segment)));
  return read.map(({ totals }) => totals).reduce((a, b) => (counted(b) > counted(a) ? b : a));
}

/** The counts before the first segment, and the totals that it has itself. */
async function firstOf(
  store: Store,
  segments: readonly KeyedSegment[],
): Promise<{ counts: Counts; totals: Totals }> {
  const read = await Promise.all(segments.map((segment) => readSegment(store, segment)));
  const { totals, own } = read.reduce((a, b) =>
    counted(b.totals) - counted(b.own) < counted(a.totals) - counted(a.own) ? b : a,
  );
  const counts = countsOf(totals);
  addCounts(counts, countsOf(own), -1);
  return { counts, totals };
}

/** A segment's totals, and what its own records add to them. */
async function readSegment(store: Store, { key }: KeyedSegment): Promise<{ totals: Totals; own: Totals }> {
  const object = await store.get(key);
  if (!object) throw new Error(`${key}: expected the object that was just listed, got none`);
  const text = textOf(object);
  const own = emptyTotals();
  for (const line of recordLines(text)) {
    try {
      for (const increment of contribution(JSON.parse(line) as LogRecord)) addIncrement(own, increment);
    } catch {
      // A damaged line adds nothing here, and neither does it where the day is folded.
    }
  }
  return { totals: decodeHeader(text, key).totals, own };
}

/** Of all counters together, which only grow, and with every record. */
const counted = ({ counters }: Totals): number =>
  Object.values(counters)
    .flatMap((series) => Object.values(series))
    .reduce((sum, value) => sum + value, 0);
