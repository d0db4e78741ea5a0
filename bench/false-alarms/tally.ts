import { type Alarms, type ModelDay, RULES, type Rule } from './model-day.ts';

type Counts = Record<Rule, number>;
const none = (): Counts => Object.fromEntries(RULES.map((rule) => [rule, 0])) as Counts;

/** What many days of one model and size add up to. */
export interface Tally {
  days: number;
  items: number;
  /** Of items, and of days on which any item alarms. */
  alarms: { items: Counts; days: Counts };
  /** Σ and Σ² of each day's share of items with raw p < 0.05, of those that can differ. */
  lowP: { sum: number; squares: number };
  /** Days on which a data-quality check alarms; and on which some share is 5 points up, which says nothing of chance. */
  quality: { alarms: number; risen: number };
  /** By feature and shift in σ: days tried, and found by rule. */
  power: Record<string, { days: number; found: Counts }>;
}

export const emptyTally = (): Tally => ({
  days: 0,
  items: 0,
  alarms: { items: none(), days: none() },
  lowP: { sum: 0, squares: 0 },
  quality: { alarms: 0, risen: 0 },
  power: {},
});

export function addDay(tally: Tally, day: ModelDay): void {
  const alarms = day.alarms();
  tally.days += 1;
  tally.items += alarms.length;
  addAlarms(tally.alarms.items, alarms);
  for (const rule of RULES) if (alarms.some((of) => of[rule])) tally.alarms.days[rule] += 1;
  const tested = day.comparisons.filter((_, i) => day.canDiffer(i));
  const share = tested.filter(({ pValue }) => pValue !== null && pValue < 0.05).length / tested.length;
  tally.lowP.sum += share;
  tally.lowP.squares += share * share;
  const checks = day.quality();
  if (checks.some(({ alarm }) => alarm)) tally.quality.alarms += 1;
  if (checks.some(({ share, referenceShare }) => (share ?? 0) - (referenceShare ?? 0) >= 0.05))
    tally.quality.risen += 1;
}

export function addPower(tally: Tally, feature: string, sigmas: number, alarms: Alarms): void {
  const power = (tally.power[powerKey(feature, sigmas)] ??= { days: 0, found: none() });
  power.days += 1;
  addAlarms(power.found, [alarms]);
}

export const powerKey = (feature: string, sigmas: number): string => `${sigmas} σ of ${feature}`;

function addAlarms(counts: Counts, alarms: readonly Alarms[]): void {
  for (const of of alarms) for (const rule of RULES) if (of[rule]) counts[rule] += 1;
}

/** Adds up numbers of the same names, at every depth. */
export function addTallies<T extends object>(a: T, b: T): T {
  const sum = { ...a };
  for (const [name, value] of Object.entries(b)) {
    const mine: unknown = (a as Record<string, unknown>)[name];
    (sum as Record<string, unknown>)[name] =
      mine === undefined
        ? value
        : typeof value === 'number'
          ? (mine as number) + value
          : addTallies(mine as object, value);
  }
  return sum;
}
