import { ApiProblem, UnreachableError } from '../api/problem.ts';

/** Why something could not be had. That the API is unreachable and will be asked again is said by the banner. */
export function Failure({ error, askAgain }: { error: Error; askAgain?: () => void }) {
  if (error instanceof UnreachableError)
    return <p class="failure">The API did not answer. Try again when it does.</p>;
  const title = error instanceof ApiProblem ? error.title : 'This page failed';
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{title}.</strong> {error.message}
      </p>
      {askAgain && (
        <button type="button" onClick={askAgain}>
          Try again
        </button>
      )}
    </div>
  );
}
