import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const cases = <T>(file: string): T[] =>
  JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as T[];

/** |Δ| ≤ 1e-9·|x| + 1e-12; null is null. */
export function expectAgreement(found: number | null, expected: number | null) {
  if (expected === null || found === null) return expect(found).toBe(expected);
  const tolerance = 1e-9 * Math.abs(expected) + 1e-12;
  const within = Math.abs(found - expected) <= tolerance;
  expect({ found, expected, within }).toEqual({ found, expected, within: true });
}
