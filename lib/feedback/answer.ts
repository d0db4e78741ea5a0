import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Problem } from '../http/problem.ts';
import { json, problemBody, problemResponse } from '../http/respond.ts';
import type { OutcomeRecord } from '../log/record.ts';
import { isAccepted, type RowResult } from '../outcomes/batch.ts';
import { isRejection } from '../outcomes/row.ts';
import { feedbackProblem } from './problems.ts';

/** The answer to a request with one outcome. */
export function answerOne([result]: readonly RowResult[]): APIGatewayProxyStructuredResultV2 {
  if (!result) throw new Error('expected a result of the outcome, got none');
  if (isAccepted(result)) return json(200, present(result.outcome));
  return problemResponse(problemOf(result));
}

/** What a row came to: `unknown` may be right later, or at another place. */
export const ROW_RESULTS = ['accepted', 'unknown', 'invalid'] as const;
type Result = (typeof ROW_RESULTS)[number];

/** The answer to a batch: how many came to what, and in order of the rows what would have been answered to each alone. */
export function answerBatch(results: readonly RowResult[]): APIGatewayProxyStructuredResultV2 {
  const rows = results.map((result) => {
    if (isAccepted(result)) return { result: 'accepted', status: 200, ...present(result.outcome) };
    const problem = problemOf(result);
    return { result: problem.status === 404 ? 'unknown' : 'invalid', ...problemBody(problem) };
  });
  const count = (wanted: Result): number => rows.filter(({ result }) => result === wanted).length;
  const counts = Object.fromEntries(ROW_RESULTS.map((result) => [result, count(result)]));
  // RFC 4918, 13: there is more than one status.
  return json(207, { ...counts, results: rows });
}

function problemOf(result: Exclude<RowResult, { outcome: unknown }>): Problem {
  if (isRejection(result)) return feedbackProblem(result.reason, result.detail);
  throw new Error(`${result.at}: expected an outcome or why it is refused, got neither`);
}

/** An outcome as it was taken; of a reviewer under the names that reviewers use. */
function present({ id, model, prediction_id, actual, prediction, time, source, reviewer }: OutcomeRecord) {
  return {
    outcome_id: id,
    prediction_id,
    model,
    version: prediction.version,
    predicted_outcome: prediction.label,
    ...(reviewer === undefined ? { actual_outcome: actual } : { validated_outcome: actual }),
    correct: actual === prediction.label,
    score: prediction.score,
    predicted_at: prediction.time,
    received_at: time,
    source,
    ...(reviewer !== undefined && { reviewer_id: reviewer }),
  };
}
