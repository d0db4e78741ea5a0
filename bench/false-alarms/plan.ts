import type { Population } from './population.ts';
import type { Task } from './task.ts';

export interface Size {
  /** Of a day. */
  rows: number;
  /** Days of each model. */
  days: number;
  moved: Task['moved'];
}

/** Days of five models: at least 2,000 model-days of each size. */
export const FULL: readonly Size[] = [
  { rows: 100, days: 1000, moved: { continuous: 100, other: 20 } },
  { rows: 300, days: 1000, moved: { continuous: 100, other: 20 } },
  { rows: 1000, days: 1000, moved: { continuous: 100, other: 20 } },
  { rows: 10_000, days: 500, moved: { continuous: 100, other: 20 } },
  { rows: 100_000, days: 400, moved: { continuous: 30, other: 6 } },
];

/** To see that the bench works. */
export const QUICK: readonly Size[] = [
  { rows: 100, days: 40, moved: { continuous: 6, other: 2 } },
  { rows: 1000, days: 40, moved: { continuous: 6, other: 2 } },
];

/** Small enough that threads end together. */
const DAYS_A_TASK = 20;

/** The largest days first. */
export const tasksOf = (populations: readonly Population[], sizes: readonly Size[]): Task[] =>
  [...sizes]
    .sort((a, b) => b.rows - a.rows)
    .flatMap(({ rows, days, moved }) =>
      populations.flatMap(({ model }) =>
        Array.from({ length: Math.ceil(days / DAYS_A_TASK) }, (_, i): Task => {
          const from = i * DAYS_A_TASK;
          return { model, rows, from, to: Math.min(days, from + DAYS_A_TASK), moved };
        }),
      ),
    );
