import { Reservoir } from '../rows/reservoir.ts';
import type { Random } from '../statistics/random.ts';
import type { SimulatedRow } from './row.ts';

export interface Sample {
  rows: SimulatedRow[];
  /** How many rows there are to choose from. */
  available: number;
}

/**
 * So many rows of a source: as many as it has, or a part of them, in their order and each once; or, where more are asked
 * for, drawn with replacement.
 * @param count all without
 * @throws Error when the source has none
 */
export async function sampleRows(
  parts: AsyncIterable<readonly SimulatedRow[]>,
  count: number | undefined,
  random: Random,
): Promise<Sample> {
  const reservoir = new Reservoir<{ place: number; row: SimulatedRow }>(count ?? Infinity, random);
  for await (const part of parts) {
    for (const row of part) reservoir.add({ place: reservoir.seen, row });
  }
  const available = reservoir.seen;
  if (available === 0) throw new Error('expected rows to send, got none');
  const rows = [...reservoir.items].sort((a, b) => a.place - b.place).map(({ row }) => row);
  if (count === undefined || count <= available) return { rows, available };
  const draw = () => rows[Math.floor(random() * available)]!;
  return { rows: Array.from({ length: count }, draw), available };
}
