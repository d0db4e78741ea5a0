import type { Problem } from '../http/problem.ts';
import type { RowRejection } from '../outcomes/row.ts';

const PROBLEMS: Readonly<Partial<Record<RowRejection['reason'], Pick<Problem, 'status' | 'title'>>>> = {
  unknown_model: { status: 404, title: 'Unknown model' },
  unknown_prediction: { status: 404, title: 'Unknown prediction' },
  unknown_class: { status: 422, title: 'Not a class of the model' },
  contradiction: { status: 422, title: 'Contradicts the prediction' },
};

/** How a request is answered whose only outcome was refused. */
export const rejectionProblem = ({ reason, detail }: RowRejection): Problem => ({
  ...(PROBLEMS[reason] ?? { status: 400, title: 'Not an outcome' }),
  reason,
  detail,
});
