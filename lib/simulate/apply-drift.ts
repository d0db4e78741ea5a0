import { Reservoir } from '../rows/reservoir.ts';
import type { Random } from '../statistics/random.ts';
import type { Drift, Share, Shift } from './drift.ts';
import type { SimulatedRow } from './row.ts';

export interface Drifted {
  rows: SimulatedRow[];
  /** What was done, for whoever runs it. */
  told: string;
}

/**
 * The rows with the drift in them. What became of each stays as it was.
 * @param deviations by feature, of the model's reference
 * @throws Error where the rows or the reference have nothing to make it of
 */
export function applyDrift(
  rows: readonly SimulatedRow[],
  drift: Drift,
  deviations: Readonly<Record<string, number | null>>,
  random: Random,
): Drifted {
  return 'by' in drift ? shifted(rows, drift, deviations) : shared(rows, drift, random);
}

/** Values stay integers where the feature has them, and within its range: others would only be refused. */
function shifted(
  rows: readonly SimulatedRow[],
  { feature, by, unit }: Shift,
  deviations: Readonly<Record<string, number | null>>,
): Drifted {
  const { name, type, range: [least, most] = [-Infinity, Infinity] } = feature;
  const deviation = unit === 'sd' ? deviations[name] : 1;
  if (typeof deviation !== 'number')
    throw new Error(`--drift: expected a standard deviation of ${name} in the reference, got none`);
  const amount = by * deviation;
  let count = 0;
  let bounded = 0;
  const moved = rows.map((row) => {
    const value = row.features[name];
    if (typeof value !== 'number') return row;
    const wanted = type === 'integer' ? Math.round(value + amount) : value + amount;
    const kept = Math.min(most, Math.max(least, wanted));
    count++;
    if (kept !== wanted) bounded++;
    return withValue(row, name, kept);
  });
  const shown = `${amount > 0 ? '+' : ''}${Number(amount.toPrecision(6))}`;
  const limits = bounded > 0 ? `, ${bounded} of them only to the bounds of ${least} to ${most}` : '';
  return { rows: moved, told: `${name} ${shown} in ${count} of ${rows.length} rows${limits}` };
}

/** Changes no more rows than it takes; those that lose the value get one of another row. */
function shared(
  rows: readonly SimulatedRow[],
  { feature: { name }, value, share }: Share,
  random: Random,
): Drifted {
  const having: number[] = [];
  const others: number[] = [];
  for (const [i, { features }] of rows.entries())
    ((features[name] ?? null) === value ? having : others).push(i);
  const wanted = Math.round(share * rows.length);
  const isMore = wanted > having.length;
  const reservoir = new Reservoir<number>(Math.abs(wanted - having.length), random);
  for (const i of isMore ? others : having) reservoir.add(i);
  if (!isMore && reservoir.items.length > 0 && others.length === 0)
    throw new Error(`--drift: expected rows with another value of ${name} than ${value}, got none`);
  const changed = [...rows];
  for (const i of reservoir.items) {
    const other = others[Math.floor(random() * others.length)]!;
    changed[i] = withValue(rows[i]!, name, isMore ? value : rows[other]!.features[name]);
  }
  const told = `${name} is ${value} in ${wanted} of ${rows.length} rows, ${having.length} before`;
  return { rows: changed, told };
}

const withValue = (row: SimulatedRow, name: string, value: unknown): SimulatedRow => ({
  ...row,
  features: { ...row.features, [name]: value },
});
