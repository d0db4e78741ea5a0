import fc from 'fast-check';
import { formatId, parseId, type RecordPlace, segmentOfId } from '../../lib/log/id.ts';
import { hourPath, parseSegmentKey, slotName } from '../../lib/log/keys.ts';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const DIGITS = [...'0123456789'];
const chars = (of: string[], minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...of), { minLength, maxLength }).map((list) => list.join(''));

const place: fc.Arbitrary<RecordPlace> = fc.record({
  functionName: fc.constant('predict'),
  model: fc
    .tuple(chars(LETTERS, 1, 1), chars([...LETTERS, ...DIGITS, '-'], 0, 62))
    .map(([first, rest]) => first + rest),
  hour: fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(9999, 11, 31, 23) }).map((time) => hourPath(time)),
  slot: fc.integer({ min: 0, max: 999_999_999 }).map(slotName),
  writer: chars([...LETTERS, ...DIGITS], 10, 10),
  seq: fc.integer({ min: 0, max: 999_999_999 }),
  number: fc.integer({ min: 0, max: 999_999_999 }),
});

test('an id names the place it was made of, and its segment', () => {
  fc.assert(
    fc.property(place, (at) => {
      const id = formatId(at);
      expect(id).toMatch(/^[a-z0-9.-]+$/); // URL-safe
      expect(parseId(id, 'predict')).toEqual(at);
      const { model: _, number: __, ...segment } = at;
      expect(parseSegmentKey(segmentOfId(at))).toEqual(segment);
    }),
  );
});

test('whatever is changed in an id, it is refused or names another place', () => {
  const change = fc.record({
    at: fc.nat(200),
    remove: fc.nat(2),
    insert: fc.oneof(
      chars([...DIGITS, ...LETTERS, '.', '-'], 0, 3),
      fc.constantFrom(' ', '\n', '\0', '+', '%', '/', 'A', '٣', '.0', '0', '\t'),
    ),
  });
  fc.assert(
    fc.property(place, change, (original, { at, remove, insert }) => {
      const id = formatId(original);
      const position = at % (id.length + 1);
      const changed = id.slice(0, position) + insert + id.slice(position + remove);
      fc.pre(changed !== id);
      const parsed = parseId(changed, 'predict');
      // Strict: an id that is taken is spelled exactly as formatId spells its place.
      if (parsed) expect(formatId(parsed)).toBe(changed);
      expect(parsed).not.toEqual(original);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  'm.2026022907.0003.k3v9x2ab7q.0.17', // no leap year
  'm.2100022907.0003.k3v9x2ab7q.0.17', // nor this
  'm.2026043107.0003.k3v9x2ab7q.0.17',
  'm.2026130107.0003.k3v9x2ab7q.0.17',
  'm.2026000107.0003.k3v9x2ab7q.0.17',
  'm.2026010007.0003.k3v9x2ab7q.0.17',
  'm.2026010124.0003.k3v9x2ab7q.0.17', // midnight has one name
  'm.2026010125.0003.k3v9x2ab7q.0.17',
])('an hour that does not exist is refused: %s', (id) => {
  expect(parseId(id, 'predict')).toBeUndefined();
});

test('29 February of a leap year is an hour that exists', () => {
  expect(parseId('m.2028022923.0003.k3v9x2ab7q.0.17', 'predict')?.hour).toBe('dt=2028-02-29/hour=23');
});

test.each([
  ['', 'nothing'],
  ['17', 'a bare number'],
  ['m.2026010107.3.k3v9x2ab7q.0.17', 'a slot of one digit'],
  ['m.2026010107.0003.K3V9X2AB7Q.0.17', 'an upper-case writer'],
  ['m.2026010107.0003.k3v9x2ab7q.00.17', 'a sequence with a leading zero'],
  ['m.2026010107.0003.k3v9x2ab7q.0.017', 'a number with a leading zero'],
  ['m.2026010107.0003.k3v9x2ab7q.0.-1', 'a negative number'],
  ['m.2026010107.0003.k3v9x2ab7q.0.17\n', 'a newline at the end'],
  ['-m.2026010107.0003.k3v9x2ab7q.0.17', 'a model that begins with a hyphen'],
  ['../m.2026010107.0003.k3v9x2ab7q.0.17', 'a way out of the folder'],
  [`${'m'.repeat(64)}.2026010107.0003.k3v9x2ab7q.0.17`, 'a model of 64 characters'],
])('%j is refused: %s', (id) => {
  expect(parseId(id, 'predict')).toBeUndefined();
});
