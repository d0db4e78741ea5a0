import type { Findings } from './findings.ts';
import { type Reason, reasons } from './reasons.ts';

const ORDER = ['ok', 'watch', 'validate', 'retrain'] as const;

export type Decision = (typeof ORDER)[number];

export interface DecisionRecord {
  decision: Decision;
  /** What led to it first, then what would have led to less. */
  reasons: Reason[];
  /** What could not be judged for want of data. It decides nothing. */
  unknown: ('drift' | 'accuracy' | 'gap')[];
}

/**
 * `retrain`: accuracy dropped, or it declines while a drifted feature's KL divergence is above 0.5 and training is more
 * than seven days ago; `validate`: significant drift; `watch`: other drift, a data-quality alarm, a decline, or a gap to
 * what the scores promise; else `ok`.
 */
export function decide(findings: Findings): DecisionRecord {
  const rank = ({ leads_to }: Reason) => ORDER.indexOf(leads_to);
  const found = reasons(findings).sort((a, b) => rank(b) - rank(a));
  const unknown: DecisionRecord['unknown'] = [];
  if (findings.drift.every(({ verdict }) => verdict === 'insufficient_data')) unknown.push('drift');
  if (findings.accuracy.mature.comparisons.length === 0) unknown.push('accuracy');
  if (findings.gap === null) unknown.push('gap');
  return { decision: found[0]?.leads_to ?? 'ok', reasons: found, unknown };
}
