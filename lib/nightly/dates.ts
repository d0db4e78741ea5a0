/** Calendar dates `YYYY-MM-DD`, UTC; as text they sort by time. */

const DAY_MS = 86_400_000;

export const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

export const isDate = (text: unknown): text is string => {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && dateOf(time) === text;
};

export const addDays = (date: string, days: number): string =>
  dateOf(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS);

/** A day in milliseconds since the epoch; the end is the start of the next. */
export function dayWindow(date: string): { start: number; end: number } {
  const start = Date.parse(`${date}T00:00:00Z`);
  return { start, end: start + DAY_MS };
}

/** Both ends included. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;

export const datesFrom = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, i) => addDays(from, i));

/** Both included. */
export interface DateRange {
  from: string;
  to: string;
}

/** `2026-10-01..2026-10-31`; undefined when it is not two dates in order. */
export function parseDateRange(text: string): DateRange | undefined {
  const [from, to, ...more] = text.split('..');
  return isDate(from) && isDate(to) && from <= to && more.length === 0 ? { from, to } : undefined;
}
