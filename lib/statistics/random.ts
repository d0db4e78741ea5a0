/** Uniform numbers in [0, 1), 53 bits each. */
export type Random = () => number;

/**
 * A generator whose numbers depend on the text alone, so that whatever is simulated can be computed again. Source:
 * xoshiro128** 1.1, Blackman & Vigna (2018), Scrambled linear pseudorandom number generators; period 2^128 − 1.
 */
export function seededRandom(seed: string): Random {
  const state = Int32Array.from(LANES, (lane) => hash(seed, lane));
  // The one state that the generator never leaves.
  if (state.every((word) => word === 0)) state[0] = 1;
  const next = (): number => {
    const second = state[1]!;
    const result = Math.imul(rotate(Math.imul(second, 5), 7), 9);
    state[2]! ^= state[0]!;
    state[3]! ^= second;
    state[1]! = second ^ state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= second << 9;
    state[3] = rotate(state[3]!, 11);
    return result;
  };
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** Any four different numbers. */
const LANES = [0x811c9dc5, 0x9e3779b9, 0x243f6a88, 0xb7e15162];

/** FNV-1a over UTF-16, then the finaliser of MurmurHash3: texts that differ in one letter have unrelated states. */
function hash(text: string, start: number): number {
  let h = start;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
