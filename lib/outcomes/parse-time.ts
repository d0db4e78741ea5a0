const DAY_MS = 86_400_000;

/** Whether a time is further ahead than clocks differ and zones are forgotten. Both in ms since the epoch. */
export const isToCome = (time: number, now: number): boolean => time > now + DAY_MS;

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * A time as systems of record write it, in milliseconds since the epoch: ISO 8601 or its form with a space, without a
 * zone UTC; a number in the unit given, as a number or text. A date alone is its last millisecond, because something
 * that is known on a day is not known when it begins. Undefined for anything else.
 */
export function parseTime(value: unknown, unit: 'seconds' | 'milliseconds' | undefined): number | undefined {
  if (value instanceof Date) return validTime(value.getTime());
  if (unit !== undefined) {
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    if (!isNumber && !(typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value))) return undefined;
    return validTime(Math.round(Number(value) * (unit === 'seconds' ? 1000 : 1)));
  }
  return typeof value === 'string' ? parseIso(value.trim()) : undefined;
}

function parseIso(text: string): number | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone = 'Z'] = match;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const found = new Date(date);
  if (found.getUTCFullYear() !== Number(year) || found.getUTCMonth() !== Number(month) - 1) return undefined;
  if (hour === undefined) return date + DAY_MS - 1;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  return (
    date + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + milliseconds - offsetMs(zone)
  );
}

function offsetMs(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

const validTime = (time: number): number | undefined =>
  Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? time : undefined;
