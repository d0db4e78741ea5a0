import type { KeptKeys } from '../log/idempotency.ts';
import type { OutcomeSource, SourceKind } from './source.ts';
import { UNKNOWN_SOURCE } from './unknown-source.ts';

/** The functions whose logs have outcomes. */
export const OUTCOME_FUNCTIONS = ['feedback', 'outcomes'] as const;
export type OutcomeFunction = (typeof OUTCOME_FUNCTIONS)[number];

/** The function that takes what sources of a kind say. */
const TAKEN_BY: Readonly<Record<SourceKind, OutcomeFunction>> = {
  api: 'feedback',
  reviewer: 'feedback',
  file: 'outcomes',
  database: 'outcomes',
  queue: 'outcomes',
  http: 'outcomes',
};

/** The sources whose outcomes lie in the log of a function. */
export const sourcesOf = (
  functionName: OutcomeFunction,
  sources: readonly OutcomeSource[],
): OutcomeSource[] => sources.filter(({ kind }) => TAKEN_BY[kind] === functionName);

/** The sources that a function counts in its log. */
export const countedSources = (
  functionName: OutcomeFunction,
  sources: readonly OutcomeSource[],
): OutcomeSource[] => [
  ...sourcesOf(functionName, sources),
  ...(TAKEN_BY[UNKNOWN_SOURCE.kind] === functionName ? [UNKNOWN_SOURCE] : []),
];

/**
 * Keys of what a job reads: they count as long as something may be read again that was left half done, and nobody waits
 * for an answer. S3 removes them by a rule of the bucket.
 */
export const jobKeys = (functionName: string): KeptKeys => ({
  prefix: `taken/${functionName}/`,
  keptMs: 60 * 86_400_000,
  inFlightMs: 60_000,
});
