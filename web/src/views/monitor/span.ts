import { percent } from '../../../../lib/wording/numbers.ts';

/** From where to where an interval of shares goes; a dash for what is not known. */
export const interval = (of: readonly [number, number] | null): string =>
  of === null ? percent(null) : `${percent(of[0])} to ${percent(of[1])}`;

/** The shortest name of days from one date to another. */
export const span = ({ from, to }: { from: string; to: string }): string =>
  from === to ? to : `${from} to ${to}`;
