/** Why a query of a panel returns nothing for some models, and whether it does for all of them in the tests. */
export interface EmptyQuery {
  reason: string;
  for: 'some models' | 'all models';
}

const FOREST = { reason: 'only forests grow in steps', for: 'some models' } as const;
const IMPORTANCE = {
  reason: 'what drift is watched on of a text are numbers made of it, and those have no importance',
  for: 'some models',
} as const;
const VALIDATION = {
  reason: 'held-out rows are predicted again only when the decision asks for it',
  for: 'some models',
} as const;

/** By dashboard, panel and query. All others return data for every model. */
export const EMPTY_QUERIES: Record<string, EmptyQuery> = {
  'drift: Checks that alarm, A': { reason: 'most of the time no check alarms', for: 'some models' },
  'drift: Importance, A': IMPORTANCE,
  'drift: KL × accuracy change, E': IMPORTANCE,
  'performance: Accuracy on held-out rows, A': VALIDATION,
  'performance: As when it was trained, A': VALIDATION,
  'performance: Agreement of reviewers, A': {
    reason: 'there is none before two people judged the same prediction',
    for: 'some models',
  },
  'performance: Segments that explain the change, A': {
    reason: 'no segment is a cause while accuracy does not change by more than chance',
    for: 'some models',
  },
  'serving: Models that could not be loaded, A': {
    reason: 'a model counts there from its first refusal on',
    for: 'all models',
  },
  'training: Accuracy as the run goes on, A': FOREST,
  'training: Accuracy by step, A': FOREST,
  'training: Last step, A': FOREST,
  'training: Loss as the run goes on, A': FOREST,
  'training: Loss by step, A': FOREST,
};

/** Series that rules select and that are not there before something happens, with what that is. */
export const EMPTY_SELECTORS: Record<string, string> = {
  driftgate_store_failure_timestamp_seconds: 'the store fails; store-failure-published.test.ts',
};
