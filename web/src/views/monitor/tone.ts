import type { Distribution, LatestReport } from '../../../../lib/monitor/answer.ts';

/** How much a finding matters; what is `unknown` decides nothing. */
export type Tone = 'unknown' | 'good' | 'warn' | 'bad';

const OF_DECISION: Readonly<Record<LatestReport['decision']['decision'], Tone>> = {
  ok: 'good',
  watch: 'warn',
  validate: 'warn',
  retrain: 'bad',
};
const SEVERITY: readonly Tone[] = ['bad', 'warn', 'unknown', 'good'];

export const decisionTone = ({ decision }: LatestReport['decision']): Tone => OF_DECISION[decision];

/** Tone and words of a verdict. The balance of classes drifts by its shares too, however small its divergence. */
export function verdictOf({ verdict, drifted }: Pick<Distribution, 'verdict' | 'drifted'>): {
  tone: Tone;
  words: string;
} {
  if (verdict === 'insufficient_data') return { tone: 'unknown', words: 'insufficient data' };
  if (verdict === 'significant') return { tone: 'bad', words: verdict };
  if (drifted) return { tone: 'warn', words: verdict === 'moderate' ? verdict : `${verdict}, but moved` };
  return { tone: 'good', words: verdict };
}

/** The worst first; what is as bad stays in its order, which is that of the impact. */
export const bySeverity = <T extends Pick<Distribution, 'verdict' | 'drifted'>>(drifts: readonly T[]): T[] =>
  drifts.toSorted((a, b) => SEVERITY.indexOf(verdictOf(a).tone) - SEVERITY.indexOf(verdictOf(b).tone));
