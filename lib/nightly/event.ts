import { addDays, dateOf, datesFrom, daysBetween, isDate } from './dates.ts';

/** What one invocation is to do. */
export interface NightlyRequest {
  /** Ascending, to be done whatever is known of them. */
  dates: string[];
  /** To be done first, if its log changed since it was last done. */
  ifChanged?: string;
  models: string[];
  /** The running day again: outcomes only of models whose last decision asks for a closer look. */
  hourly?: true;
}

/** The event cannot be understood; nothing was done. */
export class NightlyEventError extends Error {
  override readonly name = 'NightlyEventError';
}

const MOST_DAYS = 366;
const FIELDS = ['date', 'from', 'to', 'model', 'hourly'];

/**
 * A schedule's event means yesterday, and the day before again when its log changed since. By hand: `{date}`, or
 * `{from, to}` with both included, and `{model}` to limit either; `{hourly: true}` means the running day.
 * @throws NightlyEventError
 */
export function parseNightlyEvent(event: unknown, now: number, models: readonly string[]): NightlyRequest {
  const { date, from, to, model, hourly } = fields(event);
  if (model !== undefined && !models.includes(model as string)) {
    throw new NightlyEventError(`model: expected one of ${models.join(', ')}, got ${JSON.stringify(model)}`);
  }
  const selected = model === undefined ? [...models] : [model as string];
  const today = dateOf(now);
  if (hourly !== undefined) {
    if (hourly !== true) throw new NightlyEventError(`hourly: expected true, got ${JSON.stringify(hourly)}`);
    if (date !== undefined || from !== undefined || to !== undefined) {
      throw new NightlyEventError('expected either hourly, or date, or from and to, got two of them');
    }
    return { dates: [today], models: selected, hourly };
  }
  if (date !== undefined) {
    if (from !== undefined || to !== undefined) {
      throw new NightlyEventError('expected either date, or from and to, got both');
    }
    return { dates: [checked('date', date, today)], models: selected };
  }
  if (from !== undefined || to !== undefined) {
    const [first, last] = [checked('from', from, today), checked('to', to, today)];
    if (first > last) throw new NightlyEventError(`expected from not after to, got ${first} and ${last}`);
    const days = daysBetween(first, last);
    if (days > MOST_DAYS) throw new NightlyEventError(`expected at most ${MOST_DAYS} days, got ${days}`);
    return { dates: datesFrom(first, last), models: selected };
  }
  return { dates: [addDays(today, -1)], ifChanged: addDays(today, -2), models: selected };
}

function fields(event: unknown): Record<string, unknown> {
  if (event === undefined || event === null) return {};
  if (typeof event !== 'object' || Array.isArray(event)) {
    throw new NightlyEventError(`expected an object, got ${JSON.stringify(event)}`);
  }
  const given = event as Record<string, unknown>;
  // EventBridge wraps what the schedule says in its own fields.
  if ('detail-type' in given) return fields(given.detail);
  const unknown = Object.keys(given).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) {
    throw new NightlyEventError(`expected only ${FIELDS.join(', ')}, got ${JSON.stringify(unknown)}`);
  }
  return given;
}

function checked(name: string, value: unknown, today: string): string {
  if (!isDate(value)) {
    throw new NightlyEventError(`${name}: expected a date YYYY-MM-DD, got ${JSON.stringify(value)}`);
  }
  if (value > today)
    throw new NightlyEventError(`${name}: expected no later than today, ${today}, got ${value}`);
  return value;
}
