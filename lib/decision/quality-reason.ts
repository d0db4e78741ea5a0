import type { QualityCheck, QualityCheckName } from '../drift/quality-check.ts';
import { percent } from '../wording/numbers.ts';

export type QualityFinding = Pick<QualityCheck, 'check' | 'feature' | 'share' | 'referenceShare'>;

/** Checks whose alarm is none of another check already: of drift, or of completeness. */
type Sentence = (share: string, feature: string | null) => string;
const SENTENCES: Partial<Record<QualityCheckName, Sentence>> = {
  data_type_check: (share, feature) =>
    `${share} of the values of ${feature} are of another type or out of range`,
  completeness_check: (share, feature) => `${share} of the values of ${feature} are missing`,
  categorical_values_check: (share, feature) => `${share} of the values of ${feature} are no known category`,
  extra_column_check: (share) => `${share} of the rows have fields that the model does not know`,
};

/** Those that alarm and that nothing else tells. */
export const qualityFindings = (checks: readonly QualityCheck[]): QualityFinding[] =>
  checks.filter(({ check, alarm }) => alarm && check in SENTENCES);

export const qualitySentence = ({ check, feature, share, referenceShare }: QualityFinding): string =>
  `${SENTENCES[check]!(percent(share ?? 0), feature)}, ${percent(referenceShare ?? 0)} in the reference`;
