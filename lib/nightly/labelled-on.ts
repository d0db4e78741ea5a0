import type { DayPerformance } from './performance-days.ts';
import type { Report } from './report.ts';

/** How many predictions of a day have an outcome; null where a report has not looked at those of its own day. */
export const labelledOn = (
  { date, counts }: Pick<Report, 'date'> & { counts: Pick<Report['counts'], 'outcomes'> },
  day: Pick<DayPerformance, 'date' | 'labelled'>,
): number | null =>
  day.date === date && day.labelled === 0 && counts.outcomes === null ? null : day.labelled;
