/** Correct predictions over labelled predictions; null without any. */
export function accuracy(correct: number, labelled: number): number | null {
  return labelled === 0 ? null : correct / labelled;
}
