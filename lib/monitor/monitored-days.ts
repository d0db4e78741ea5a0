import { addDays, datesFrom } from '../nightly/dates.ts';
import { labelledOn } from '../nightly/labelled-on.ts';
import type { DayPerformance } from '../nightly/performance-days.ts';
import type { Report } from '../nightly/report.ts';
import type { MonitoredDay } from './answer.ts';

/** The last `count` dates up to that of a report, in order, each with what the report says of it. */
export function monitoredDays(
  report: Pick<Report, 'date' | 'counts'> & {
    performance: Pick<Report['performance'], 'days' | 'mature_until'>;
  },
  count: number,
  reported: ReadonlySet<string>,
): MonitoredDay[] {
  const { date, performance } = report;
  const known = new Map(performance.days.map((day) => [day.date, day]));
  return datesFrom(addDays(date, 1 - count), date).map((of) => {
    const day = known.get(of) ?? withoutData(of, of <= performance.mature_until);
    return { ...day, labelled: labelledOn(report, day), reported: reported.has(of) };
  });
}

const withoutData = (date: string, mature: boolean): DayPerformance => ({
  date,
  predictions: 0,
  labelled: 0,
  correct: 0,
  accuracy: null,
  accuracy_interval: null,
  mature,
  estimated_accuracy: null,
  kl_divergence: null,
});
