import type { MonitoredDay } from '../../../../lib/monitor/answer.ts';

export interface Scale {
  min: number;
  max: number;
  /** From the lowest to the highest, both included. */
  ticks: number[];
}

/** Tenths around all values, never without extent, with few and round ticks. */
export function percentScale(values: readonly number[]): Scale {
  const max = Math.max(1, Math.ceil(10 * Math.max(...values) - 1e-9));
  const min = Math.max(0, Math.min(max - 1, Math.floor(10 * Math.min(...values) + 1e-9)));
  const step = max - min <= 2 ? 0.5 : max - min <= 5 ? 1 : 2;
  const ticks: number[] = [];
  for (let tick = Math.ceil(min / step) * step; tick <= max; tick += step) ticks.push(tick / 10);
  return { min: min / 10, max: max / 10, ticks };
}

/** What the chart has to have room for. */
export const shownValues = (days: readonly MonitoredDay[], reference: number): number[] => [
  reference,
  ...days.flatMap(({ accuracy_interval: interval, accuracy, estimated_accuracy: estimated }) => [
    ...(interval ?? []),
    ...[accuracy, estimated?.value].filter((value) => value !== null && value !== undefined),
  ]),
];

/** From the first day on of which anything is known: those before say nothing. All of them where nothing is. */
export const fromFirstKnown = (days: readonly MonitoredDay[]): readonly MonitoredDay[] =>
  days.slice(
    Math.max(
      0,
      days.findIndex(({ predictions, labelled, reported }) => predictions + (labelled ?? 0) > 0 || reported),
    ),
  );

/** Positions of consecutive days of which something is known, in order: a line is not drawn over what is not. */
export function runs(known: readonly boolean[]): number[][] {
  const found: number[][] = [];
  known.forEach((is, i) => {
    if (!is) return;
    if (i > 0 && known[i - 1]) found.at(-1)!.push(i);
    else found.push([i]);
  });
  return found;
}
