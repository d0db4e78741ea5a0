import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { walk } from '../../lib/store/walk.ts';
import { collect } from '../support/store-collect.ts';

/** Few letters around the slash, whose place in the byte order is where a walk by folders goes wrong. */
const segment = fc.string({ unit: fc.constantFrom('-', '0', 'a', '~'), minLength: 1, maxLength: 2 });
const tail = fc.string({ unit: fc.constantFrom('-', '.', '0', 'a'), maxLength: 1 });
const key = fc
  .array(
    fc.tuple(segment, tail).map(([start, end]) => start + end),
    { minLength: 1, maxLength: 3 },
  )
  .map((segments) => segments.join('/'));

/** No file where another key needs a folder. */
function compatible(keys: string[]): string[] {
  return keys.filter((key) => !keys.some((other) => other.startsWith(`${key}/`)));
}

test('a walk is the sorted list of all keys, filtered', async () => {
  const root = await mkdtemp(join(tmpdir(), 'driftgate-walk-'));
  try {
    const property = fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 12 }).map(compatible),
      fc.array(fc.tuple(key, fc.nat(8), key, fc.nat(8)), { minLength: 5, maxLength: 5 }),
      async (keys, questions) => {
        const directory = await mkdtemp(join(root, 'run-'));
        for (const key of keys) {
          await mkdir(dirname(join(directory, key)), { recursive: true });
          await writeFile(join(directory, key), '');
        }
        for (const [prefixOf, prefixLength, startOf, startLength] of questions) {
          const prefix = prefixOf.slice(0, prefixLength);
          const startAfter = startOf.slice(0, startLength);
          const expected = keys.filter((key) => key.startsWith(prefix) && key > startAfter).sort();
          expect(await collect(walk(directory, prefix, startAfter))).toEqual(expected);
        }
      },
    );
    await fc.assert(property, { numRuns: 150 });
  } finally {
    await rm(root, { recursive: true });
  }
});
