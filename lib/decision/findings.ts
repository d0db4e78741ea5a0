import type { Judgement } from '../drift/judge.ts';
import type { Gap } from '../performance/gap.ts';
import type { AccuracyTrends } from './maturity.ts';
import type { QualityFinding } from './quality-reason.ts';

/** What is known of a model on a day. */
export interface Findings {
  /** The day that is reported. */
  date: string;
  /** ISO 8601. */
  trainedAt: string;
  drift: readonly DriftFinding[];
  quality: readonly QualityFinding[];
  accuracy: AccuracyTrends;
  /** Null where it cannot be told: no outcomes, or a suppressed calibration. */
  gap: Pick<Gap, 'labelled' | 'gap' | 'displaced' | 'alerts'> | null;
}

export type DriftFinding = Pick<Judgement, 'kind' | 'name' | 'kl' | 'verdict' | 'drifted'>;
