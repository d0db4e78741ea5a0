/** Fewer rows say nothing reliable about a distribution. */
export const MINIMUM_ROWS = 100;

export type DriftBand = 'insufficient_data' | 'minimal' | 'moderate' | 'significant';

/** What users call a divergence of this size: minimal below 0.1, moderate below 0.5, significant from there. */
export function klBand(divergence: number, rows: number): DriftBand {
  if (rows < MINIMUM_ROWS) return 'insufficient_data';
  if (divergence < 0.1) return 'minimal';
  return divergence < 0.5 ? 'moderate' : 'significant';
}
