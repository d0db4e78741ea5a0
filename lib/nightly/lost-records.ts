import { kindOf, LOGS, type LogKind } from '../archive/segments.ts';
import type { Day } from './day.ts';
import type { Report } from './report.ts';

/** What a stored report was made from and the log no longer has. */
export interface LostRecords {
  log: LogKind;
  /** Records of the model that the report counted, and those that are left. */
  records: number;
  left: number;
}

/**
 * Where segments of a day have been removed since its report was made, and records of the model with them. Undefined when
 * the day can be done again without a loss.
 */
export function lostRecords(stored: Report | undefined, day: Day, model: string): LostRecords | undefined {
  if (stored === undefined) return undefined;
  const { counts, read, rejected } = stored;
  const before: Record<LogKind, number> = {
    predictions: counts.predictions + read.skipped.duplicate_id + sum(Object.values(rejected.requests)),
    outcomes: (counts.outcomes ?? 0) + sum(Object.values(rejected.outcomes)),
  };
  const now = day.rejections.get(model);
  const refused: Record<LogKind, number> = {
    predictions: sum(Object.values(now?.requests ?? {})),
    outcomes: sum(Object.values(now?.outcomes ?? {})),
  };
  for (const log of ['predictions', 'outcomes'] as const) {
    const isShorter = LOGS.some(
      (name) => kindOf(name) === log && day.segments[name] < (read.segments[name] ?? 0),
    );
    const erased = day.erased[log].get(model)?.length ?? 0;
    const left = erased + sum((day.parts[log].get(model) ?? []).map(({ lines }) => lines)) + refused[log];
    if (isShorter && left < before[log]) return { log, records: before[log], left };
  }
  return undefined;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
