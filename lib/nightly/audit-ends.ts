import { parseSegmentKey, type SegmentPlace } from '../log/keys.ts';

/** A segment's key, and what it says. */
export interface KeyedSegment {
  key: string;
  place: SegmentPlace;
}

/** The segments among these keys, by slot. */
export function segmentsBySlot(keys: readonly string[]): Map<string, KeyedSegment[]> {
  const segments = keys.flatMap((key) => {
    const place = parseSegmentKey(key);
    return place ? [{ key, place }] : [];
  });
  return Map.groupBy(segments, ({ place }) => place.slot);
}

/**
 * The segments of a slot of which one is its very first, or last: of the outermost hour, that of each writer, because
 * keys do not say in which order writers came.
 */
export function outermost(segments: readonly KeyedSegment[], end: 'first' | 'last'): KeyedSegment[] {
  const sign = end === 'first' ? 1 : -1;
  const sorted = segments.toSorted((a, b) => sign * compare(a.place, b.place));
  const inHour = sorted.filter(({ place }) => place.hour === sorted[0]!.place.hour);
  return [...Map.groupBy(inHour, ({ place }) => place.writer).values()].map(([segment]) => segment!);
}

const compare = (a: SegmentPlace, b: SegmentPlace): number =>
  a.hour === b.hour ? a.seq - b.seq : a.hour < b.hour ? -1 : 1;
