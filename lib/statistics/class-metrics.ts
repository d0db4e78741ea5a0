/** Rows by actual class, then by answered class; expected rows need not be whole. */
export type Confusion = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface ClassMetrics {
  /** Rows of the class. */
  actual: number;
  /** Rows answered with the class. */
  predicted: number;
  /** Of the rows answered with the class, the share that is of it; null without any. */
  precision: number | null;
  /** Of the rows of the class, the share that was answered with it; null without any. */
  recall: number | null;
  /** 2·TP / (2·TP + FP + FN); null where no row is of the class or answered with it. */
  f1: number | null;
}

/** How well one class is told from all others. Source: van Rijsbergen (1979), Information Retrieval, chapter 7. */
export function classMetrics(confusion: Confusion, label: string): ClassMetrics {
  let hits = 0;
  let actual = 0;
  let predicted = 0;
  for (const [of, answers] of Object.entries(confusion)) {
    for (const [answer, rows] of Object.entries(answers)) {
      if (of === label) actual += rows;
      if (answer === label) predicted += rows;
      if (of === label && answer === label) hits += rows;
    }
  }
  return { actual, predicted, ...precisionRecallF1(hits, predicted, actual) };
}

/** From the rows that are of the class and answered with it, all that are answered with it, and all that are of it. */
export function precisionRecallF1(
  hits: number,
  predicted: number,
  actual: number,
): Pick<ClassMetrics, 'precision' | 'recall' | 'f1'> {
  const share = (whole: number) => (whole === 0 ? null : hits / whole);
  return { precision: share(predicted), recall: share(actual), f1: share((predicted + actual) / 2) };
}
