import { seededRandom } from '../statistics/random.ts';
import { applyDrift } from './apply-drift.ts';
import type { Drift } from './drift.ts';
import { type Planned, planOutcomes } from './plan.ts';
import type { SimulatedRow } from './row.ts';
import { sampleRows } from './sample.ts';
import type { Settings } from './settings.ts';

export interface DrawnRows {
  rows: Planned<SimulatedRow>[];
  /** What was drawn and changed, for whoever runs it. */
  told: string[];
}

/**
 * The rows to send, in order. They depend on the source, the settings and the seed alone.
 * @param name of the source, for messages
 * @param deviations by feature, of the model's reference
 * @throws Error as sampleRows and applyDrift
 */
export async function drawRows(
  source: AsyncIterable<readonly SimulatedRow[]>,
  name: string,
  { count, ratio, delay }: Pick<Settings, 'count' | 'ratio' | 'delay'>,
  drifts: readonly Drift[],
  deviations: Readonly<Record<string, number | null>>,
  seed: string,
): Promise<DrawnRows> {
  const sample = await sampleRows(source, count, seededRandom(`${seed} rows`));
  const { available } = sample;
  let { rows } = sample;
  const total = rows.length;
  const told = [
    total > available
      ? `${total} rows, drawn with replacement from the ${available} of ${name}`
      : `${total} of the ${available} rows of ${name}`,
  ];
  for (const [i, drift] of drifts.entries()) {
    const drifted = applyDrift(rows, drift, deviations, seededRandom(`${seed} drift ${i}`));
    rows = drifted.rows;
    told.push(`drift: ${drifted.told}`);
  }
  return { rows: planOutcomes(rows, ratio, delay, seededRandom(`${seed} outcomes`)), told };
}
