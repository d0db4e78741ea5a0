import type { Problem } from '../http/problem.ts';
import type { FeedbackReason, RowReason } from '../metrics/reasons.ts';

type Told = Pick<Problem, 'status' | 'title'>;

/** What is wrong with an outcome itself: the same whether it comes alone or among others. */
const PROBLEMS: Readonly<Partial<Record<FeedbackReason | RowReason, Told>>> = {
  invalid_request: { status: 400, title: 'Invalid request' },
  invalid_id: { status: 400, title: 'Not an id' },
  unknown_model: { status: 404, title: 'Unknown model' },
  unknown_prediction: { status: 404, title: 'Unknown prediction' },
  unknown_class: { status: 422, title: 'Not a class of the model' },
  contradiction: { status: 422, title: 'Contradicts the prediction' },
};

export const feedbackProblem = (reason: FeedbackReason | RowReason, detail: string): Problem => ({
  ...(PROBLEMS[reason] ?? { status: 400, title: 'Not an outcome' }),
  reason,
  detail,
});
