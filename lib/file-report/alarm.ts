import type { FileReport } from './report.ts';

const DECISIONS = ['watch', 'validate', 'retrain'] as const;

/** What a command may be told to fail on. */
export const ALARMS = ['drift', ...DECISIONS] as const;
export type Alarm = (typeof ALARMS)[number];

/** Whether something drifted, or the decision is at least that. */
export function isAlarm({ drift, decision: { decision } }: FileReport, on: Alarm): boolean {
  if (on === 'drift')
    return [...drift.features, drift.score, drift.class_balance].some(({ drifted }) => drifted);
  return decision !== 'ok' && DECISIONS.indexOf(decision) >= DECISIONS.indexOf(on);
}
