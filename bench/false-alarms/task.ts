import type { Tally } from './tally.ts';

/** Days from `from` to before `to`, of so many rows each. */
export interface Task {
  model: string;
  rows: number;
  from: number;
  to: number;
  /** On days before these, features are also moved. */
  moved: { continuous: number; other: number };
}

export interface Done {
  task: Task;
  tally: Tally;
}

/** In standard deviations. */
export const SHIFTS = [0.25, 0.5, 1] as const;
