const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const UNITS: Record<string, number> = {
  minute: MINUTE_MS,
  hour: 60 * MINUTE_MS,
  day: DAY_MINUTES * MINUTE_MS,
};

/** A field that is undefined may be anything. UTC. */
export type Timetable = { everyMs: number } | { minute: number | undefined; hour: number | undefined };

/**
 * Reads a schedule of Amazon EventBridge: a rate, or a cron expression of every day.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 * @throws Error when it is one that is not understood
 */
export function parseTimetable(expression: string): Timetable {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (Number(count) > 0) return { everyMs: Number(count) * UNITS[unit!]! };
  const [, minutes, hours] = /^cron\((\*|\d+) (\*|\d+) (?:\* \* \?|\? \* \*) \*\)$/.exec(expression) ?? [];
  const minute = minutes === '*' ? undefined : Number(minutes);
  const hour = hours === '*' ? undefined : Number(hours);
  if (minutes !== undefined && (minute ?? 0) < 60 && (hour ?? 0) < 24) return { minute, hour };
  throw new Error(
    `expected rate(<n> minutes|hours|days) or cron(<minute> <hour> * * ? *), got ${expression}`,
  );
}

/** The first time after `after` at which it is due; milliseconds since the epoch. */
export function nextTime(timetable: Timetable, after: number): number {
  if ('everyMs' in timetable) return after + timetable.everyMs;
  let time = Math.floor(after / MINUTE_MS) * MINUTE_MS;
  for (let i = 0; i < DAY_MINUTES; i++) {
    time += MINUTE_MS;
    const date = new Date(time);
    const { minute = date.getUTCMinutes(), hour = date.getUTCHours() } = timetable;
    if (date.getUTCMinutes() === minute && date.getUTCHours() === hour) break;
  }
  return time;
}
